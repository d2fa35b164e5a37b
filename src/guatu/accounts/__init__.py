"""People, units, posts, appointments and sign-in."""
