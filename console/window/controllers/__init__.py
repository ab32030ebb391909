"""What opens beside the floor: a controller for each window, page or dialog. Imports session."""
