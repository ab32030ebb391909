"""The commands, one module each with `run`; `arguments` has what each accepts.

Imports everything but the command line.
"""
