"""Opens a day of an archive, and keeps the floor at the end of each day, so that the next open is quick.

Imports the days, the archive and its logs, and the floor.
"""
