"""Pictures of every screen for a review by eye, beside those of an earlier version."""
