"""The composed window: sources, desk, tick and widgets. Imports everything but commands."""
