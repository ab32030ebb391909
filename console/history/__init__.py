"""The archive: what a console received, by source and day. Imports feeds, the floor and, below it, days."""
