"""PDF files, as documents."""
