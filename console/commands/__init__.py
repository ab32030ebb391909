"""The commands of the program, one module each: `add` describes it to the parser, `run` does it.

Imports everything but the command line.
"""
