"""The server that consoles connect to. Imports broadcast and the rest of transport."""
