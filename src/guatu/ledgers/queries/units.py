"""Units as people write them: by name, short name or alias."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from guatu.accounts.models import Post, Unit, UnitAlias
from guatu.ledgers.models import PostDuty


def units_written(names: Iterable[str]) -> dict[str, list[int]]:
    """Return the units in force that each name may mean; a full name wins over all others."""
    wanted = set(names)
    full: dict[str, list[int]] = {}
    other: dict[str, list[int]] = {}
    rows = Unit.objects.filter(Q(name__in=wanted) | Q(short_name__in=wanted), valid_to=None)
    for pk, name, short in rows.order_by("pk").values_list("pk", "name", "short_name"):
        if name in wanted:
            full.setdefault(name, []).append(pk)
        if short in wanted:
            other.setdefault(short, []).append(pk)
    aliases = UnitAlias.objects.filter(name__in=wanted, unit__valid_to=None)
    for name, pk in aliases.values_list("name", "unit_id"):
        other.setdefault(name, []).append(pk)
    return {name: full.get(name) or list(dict.fromkeys(other.get(name, ()))) for name in wanted}


def posts_for(level: str, unit_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Return the posts that may stand on a level: leaders of all units, others of these units."""
    posts = Post.objects.filter(grade=level, abolished_on=None).select_related("unit")
    if level != PostDuty.Level.LEADER:
        posts = posts.filter(unit_id__in=list(unit_ids))
    return [(post.pk, f"{post.unit.short_name or post.unit.name} {post.title}") for post in posts]
