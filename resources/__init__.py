"""What the program carries with it: sample recordings, and later themes, icons and rules."""
