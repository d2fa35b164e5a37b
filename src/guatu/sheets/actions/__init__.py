"""Acts of sheets."""
