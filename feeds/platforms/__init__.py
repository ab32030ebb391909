"""Platforms: live switches and their own words, made into our events; nothing is installed on them."""
