"""Facts with their instants, in append-only columns. Imports nothing else of the console."""
