"""Posts that may stand in an entry's chain of responsibility."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from guatu.accounts.models import Post
from guatu.core.paths import STEP, subtree_range
from guatu.ledgers.models import Entry, PostDuty


def posts_for(level: str, entry: Entry, unit_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return the posts that may stand on a level of an entry's chain.

    Leaders are those of the campaign's unit, of the units above it and of those within it: one of
    another county has no part in it. The other levels are the entry's own units'.
    """
    posts = Post.objects.filter(grade=level, abolished_on=None).select_related("unit")
    if level == PostDuty.Level.LEADER:
        path = entry.campaign.unit.path
        first, end = subtree_range(path)
        above = [path[:length] for length in range(STEP, len(path), STEP)]
        posts = posts.filter(Q(unit__path__in=above) | Q(unit__path__gte=first, unit__path__lt=end))
    else:
        posts = posts.filter(unit_id__in=list(unit_ids))
    return [(post.pk, f"{post.unit.short_name or post.unit.name} {post.title}") for post in posts]
