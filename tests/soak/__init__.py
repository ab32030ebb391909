"""Soaks: what shows only over hours. Never part of the gate."""
