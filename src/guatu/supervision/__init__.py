"""督查督办: directives, the ladder above them, inspections and problems to coordinate."""
