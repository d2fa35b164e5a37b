"""Posts that may stand in an entry's chain of responsibility."""

from __future__ import annotations

from collections.abc import Iterable

from guatu.accounts.models import Post
from guatu.ledgers.models import PostDuty


def posts_for(level: str, unit_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return the posts that may stand on a level: leaders of all units, others of these units."""
    posts = Post.objects.filter(grade=level, abolished_on=None).select_related("unit")
    if level != PostDuty.Level.LEADER:
        posts = posts.filter(unit_id__in=list(unit_ids))
    return [(post.pk, f"{post.unit.short_name or post.unit.name} {post.title}") for post in posts]
