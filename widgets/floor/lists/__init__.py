"""The agents as a list: model, cells and header; headings, which tiles have too. Imports painting."""
