"""Live switches as sources, with nothing installed on them. Imports transport and broadcast."""
