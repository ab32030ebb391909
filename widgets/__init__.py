"""Qt widgets that draw the console's views.

Each folder imports only those listed before it: painting, details, floor, wallboard, window. From the
console, widgets import only views.
"""
