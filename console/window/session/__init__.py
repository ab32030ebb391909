"""One floor shown in the window: its tick, health, link and requests, and what controllers share."""
