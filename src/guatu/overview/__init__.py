"""What looks across apps: the 作战室."""
