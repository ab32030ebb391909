"""Flags raised by rules, identical live and rewound.

Imports its folders watches, histories and rules, metrics and the floor.
"""
