"""What lies over the window for a moment: what was done, and the tour. Imports painting."""
