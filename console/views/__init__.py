"""Figures and rows as ready text, for terminals and widgets alike.

Imports its folders no further than their own modules; the modules here are shared by all of them.
"""
