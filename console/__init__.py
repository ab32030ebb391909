"""What is true on the floor, and what it means."""
