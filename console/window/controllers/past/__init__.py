"""Controllers of the past: days of the archive, their calendar, comparisons and changes."""
