"""The simulated site before it opens: queues, staff, roster, days. Imports only the modules of feeds."""
