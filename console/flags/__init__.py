"""What needs a person: flags, raised by rules, the same live and rewound.

Imports its folders watches and rules, the metrics and the floor.
"""
