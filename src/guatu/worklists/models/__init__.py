"""Tables of worklists."""
