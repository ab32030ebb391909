"""The rows of the drawers, the time bar and the inspector. Imports views/floor."""
