"""Word files (.docx, .docm), as documents."""
