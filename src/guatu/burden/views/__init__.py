"""Pages of burden."""
