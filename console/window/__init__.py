"""The window, composed: sources, a desk, the tick and the widgets. Imports everything but commands."""
