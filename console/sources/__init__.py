"""Where a desk's events come from: a recording, a server, a switch or the demo. Imports desk and settings."""
