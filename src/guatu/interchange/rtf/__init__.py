"""Rich text files, as documents."""
