"""The archive: what a console received, by source and day, in SQLite. Imports feeds and the floor."""
