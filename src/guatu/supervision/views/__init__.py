"""Pages of supervision: one module for each sort of thing."""
