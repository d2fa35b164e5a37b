"""Pages of worklists."""
