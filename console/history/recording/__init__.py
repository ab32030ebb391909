"""Recording a live source into the archive, in a thread of its own. Imports the archive and `days/`."""
