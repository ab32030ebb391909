"""Commands that open the window, or make a picture of it. Imports options."""
