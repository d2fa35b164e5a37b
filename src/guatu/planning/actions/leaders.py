"""Which posts a plan means by its leaders: by a person's name or the title of the post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from guatu.accounts.models import Appointment, Post
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign


def leaders_of(campaign: Campaign) -> dict[str, int]:
    """Return the leaders' posts of the campaign's tree by title and by who holds them today."""
    first, end = campaign.unit.subtree
    posts = Post.objects.filter(
        grade=Post.Grade.LEADER,
        abolished_on__isnull=True,
        unit__path__gte=first,
        unit__path__lt=end,
    ).order_by("-official_order", "-pk")  # of two with one title, the first in order stays
    held = Appointment.objects.filter(in_force(timezone.localdate()), post__in=posts)
    names = dict(held.order_by("-post__official_order").values_list("person__name", "post_id"))
    return names | dict(posts.values_list("title", "pk"))


def find_leaders(written: Sequence[str], known: Mapping[str, int]) -> tuple[list[int], list[str]]:
    """Return the posts that `written` means, and what is known to nobody.

    A title may itself hold a 、 (区委常委、常务副区长), which reading takes for two: the longest run of
    parts that is a known name or title counts as one.
    """
    found: list[int] = []
    missing: list[str] = []
    at = 0
    while at < len(written):
        for end in range(len(written), at, -1):
            post = known.get("、".join(written[at:end]))
            if post is not None:
                found.append(post)
                at = end
                break
        else:
            missing.append(written[at])
            at += 1
    return list(dict.fromkeys(found)), missing
