"""Tests of the log, of unexpected errors and of the support file."""
