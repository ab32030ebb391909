"""What opens behind a figure: its account and timelines; and what opens it. Imports painting."""
