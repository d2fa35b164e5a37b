"""Pages of planning: plans, the draft with its two panes, its items and unit names, the confirmation."""
