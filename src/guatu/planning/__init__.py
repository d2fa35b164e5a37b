"""Drafts read from a plan, and confirming them into a campaign."""
