"""Facts at their instants, kept in append-only columns. Imports nothing else of the console."""
