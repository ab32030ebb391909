"""Sources of a desk's events: recording, server, switch or demo. Imports desk and settings."""
