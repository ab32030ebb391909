"""Theme, text layout and shapes used by every widget. Imports no other folder of widgets."""
