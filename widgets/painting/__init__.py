"""Theme, texts and shapes that every widget is painted with. Imports no other folder of widgets."""
