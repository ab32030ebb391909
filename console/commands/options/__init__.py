"""Options and output that several commands share. Imports no command."""
