"""Commands that open the window or render it. Imports options."""
