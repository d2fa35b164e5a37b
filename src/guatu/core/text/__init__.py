"""Official Chinese as values: folded text, numerals, quantities, dates, spans."""
