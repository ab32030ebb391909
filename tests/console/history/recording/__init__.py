"""Recording a live source into the archive."""
