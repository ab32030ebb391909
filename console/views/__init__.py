"""What the eye gets: figures and rows as ready text, for terminals and widgets alike."""
