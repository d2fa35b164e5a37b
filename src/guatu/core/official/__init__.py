"""Official papers by GB/T 9704-2012: their layout, their text with fields, and what deviates from it."""
