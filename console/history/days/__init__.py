"""One day of a source: its SQLite file, its blocks of lines, and when it begins. Imports feeds and floor."""
