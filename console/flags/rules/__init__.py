"""Rules: what is watched, for which scope, and when it raises a flag. Imports the metrics and the floor."""
