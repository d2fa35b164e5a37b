"""Acts of paper."""
