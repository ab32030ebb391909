"""Diagnostics: the program's log, unexpected errors, and the support file.

Imports nothing of the floor, Qt or widgets; used by the command line and the window.
"""
