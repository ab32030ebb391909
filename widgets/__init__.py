"""What is drawn: Qt widgets over the console's views.

Its folders import those listed before them: painting, details, floor, wallboard, window; of the console
only views.
"""
