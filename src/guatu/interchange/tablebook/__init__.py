"""Books of printed tables, as files."""
