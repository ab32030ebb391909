"""Files of a person's own: settings, rules and layouts. Imports flags and views."""
