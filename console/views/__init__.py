"""Figures and rows as ready text, for terminals and widgets alike.

The modules here are shared by all its folders; they import none of them.
"""
