"""What supervisors do to the simulated floor: each verb changes its world, or is refused. Imports work."""
