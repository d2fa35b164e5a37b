"""Settings, the URL map, and how errors become pages."""
