"""Which offices run what belongs to a unit."""

from __future__ import annotations

from guatu.accounts.models import Post
from guatu.core.actors import Role
from guatu.core.paths import STEP


def office_posts(unit_path: str | None) -> list[int]:
    """Return the posts of the campaign offices whose scope holds a unit; of all offices for None.

    The office of a district also runs the campaign of a department or a town beneath it.
    """
    posts = Post.objects.filter(role=Role.CAMPAIGN_OFFICE, abolished_on__isnull=True)
    if unit_path is not None:
        above = [unit_path[:end] for end in range(STEP, len(unit_path) + 1, STEP)]
        posts = posts.filter(scope__path__in=above)
    return list(posts.order_by("pk").values_list("pk", flat=True))
