"""Drafts read from plans. `drafts` < what is issued, adjusted and handed down of them."""

from guatu.planning.models.drafts import Draft, DraftItem, DraftUnit

__all__ = ["Draft", "DraftItem", "DraftUnit"]
