"""What is read of archived days: their service levels, and curves to compare with. Imports sources."""
