"""Official papers as Word files: written in the layout of GB/T 9704-2012, and measured against it."""
