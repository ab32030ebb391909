"""The drawers, the time bar and the inspector. Imports painting."""
