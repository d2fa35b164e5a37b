"""Values that the reads of worklists hand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that falls into a week: of an entry, or (`post_ids`) straight of posts.

    `key` names the thing, so that the same thing is never two lines under one post.
    """

    key: str
    source: str
    day: date
    content: str
    requirement: str = ""
    measures: str = ""
    entry_id: int | None = None
    unit_id: int | None = None
    campaign_id: int | None = None
    post_ids: tuple[int, ...] = ()

    @property
    def place(self) -> tuple[date, str]:
        return self.day, self.key
