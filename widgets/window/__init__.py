"""The main window, its bars and its dialogs. Imports all other folders of widgets."""
