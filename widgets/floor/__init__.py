"""The floor page and its columns. Imports details and painting."""
