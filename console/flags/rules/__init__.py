"""Rules: what is watched, in which scope, and when it raises a flag. Imports metrics and the floor."""
