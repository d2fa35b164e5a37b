"""Two versions of a plan: by clause, by item, and whether they are of one kin."""
