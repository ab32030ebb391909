"""What each command accepts on the command line, and its help. Imports nothing heavy: help is quick."""
