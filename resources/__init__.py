"""What the program carries with it: the manual, layouts, rules, maps of importers, a sample recording."""
