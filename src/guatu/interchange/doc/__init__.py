"""Word and WPS files of the old binary form, as documents."""
