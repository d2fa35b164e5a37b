"""Pages of targets and their figures."""
