"""Live switches as sources, without installing anything on them. Imports transport and broadcast."""
