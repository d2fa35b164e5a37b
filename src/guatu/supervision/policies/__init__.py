"""Who may do what in supervision: one module for each sort of thing."""
