"""基层减负: what the campaign itself asks of each unit, and the rules that bound it."""
