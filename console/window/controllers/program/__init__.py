"""What concerns the program and no floor: recordings, shortcuts, icon and name. Imports session."""
