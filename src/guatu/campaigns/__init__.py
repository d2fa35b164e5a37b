"""Campaigns, plans and their clauses, phases, indicators, targets and observations."""
