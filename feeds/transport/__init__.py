"""The wire: addresses, credentials, the client, and the feed thread. Imports protocol and files."""
