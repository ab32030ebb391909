"""What helps to find a fault: the program's log, unexpected errors, and a file for whoever supports it.

It imports nothing of the floor, and neither Qt nor widgets; the command line and the window use it.
"""
