"""Coaching: who needs a person, by rules. Flags are readings of the floor, and the same live and rewound."""
