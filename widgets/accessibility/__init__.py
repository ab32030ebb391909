"""What assistive technology reads of painted widgets, and announcements to it. Imports no other widgets."""
