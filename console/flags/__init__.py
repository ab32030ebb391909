"""Flags raised by rules, identical live and rewound.

Imports its folders watches and rules, metrics and the floor.
"""
