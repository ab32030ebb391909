"""Fuzzing: arbitrary bytes to all that reads from outside, guided by the code they reach."""
