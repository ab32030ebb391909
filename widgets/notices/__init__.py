"""What the window says of itself: problems, progress, and what was done. Imports painting."""
