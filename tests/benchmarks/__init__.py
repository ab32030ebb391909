"""Benchmarks: performance claims, as ratios in one run. Never part of the gate."""
