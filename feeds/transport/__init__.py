"""The wire: addresses, credentials, the client, and the feed's own thread. Imports protocol and files."""
