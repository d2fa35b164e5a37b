"""Task, figure, project and phase tables of a plan, read by their heads."""
