"""Background work: what runs, how far it is, and that nothing runs twice (D10)."""
