"""The simulator: a realistic simulated floor as a feed. Equal seeds give equal events."""
