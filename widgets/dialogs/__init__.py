"""What opens over the window: palette, settings, manual, file dialog. Imports painting."""
