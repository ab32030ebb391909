"""The main window, its bars and its dialogs. Imports all the other folders of widgets."""
