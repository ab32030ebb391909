"""The commands, one module each: `add` adds the command to the parser, `run` executes it.

Imports everything but the command line.
"""
