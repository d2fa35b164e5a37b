"""Reads of notices; each takes the actor first."""

from guatu.notices.queries.counts import told_counts, unread_count

__all__ = ["told_counts", "unread_count"]
