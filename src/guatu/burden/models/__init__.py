"""Tables of burden."""
