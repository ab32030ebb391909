"""The past: what says that it is shown, and what leads to it. Imported by details, window and wallboard."""
