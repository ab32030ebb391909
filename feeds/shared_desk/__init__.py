"""The source's shared desk: what supervisors say and do together, kept over restarts.

Imports broadcast. Knows no platform: those carry commands out behind `CommandHandler`.
"""
