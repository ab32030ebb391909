"""The rows of the wallboard. Imports views/floor."""
