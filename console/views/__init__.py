"""Figures and rows as ready text, for terminals and widgets alike.

The modules here are shared by its folders and import none of them; they import flags, metrics and the floor.
"""
