"""What the web shell of every app shares: routes with a policy, errors, formatting, the page frame."""
