"""Web pages, as documents."""
