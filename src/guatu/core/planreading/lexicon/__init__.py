"""Words of official Chinese that the reading rules go by, as plain tuples."""
