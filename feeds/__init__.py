"""The outside comes in: bytes arrive and become events. Imports nothing of console or widgets."""
