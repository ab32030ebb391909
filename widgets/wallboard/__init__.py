"""The wallboard. Imports painting."""
