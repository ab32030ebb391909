"""What a figure is made of, down to its contacts. Imports the metrics and reading."""
