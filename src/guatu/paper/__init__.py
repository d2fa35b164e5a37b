"""公文: bulletins, pages for leaders, reports of units and bound evidence, as they are printed."""
