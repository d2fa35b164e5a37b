"""Saying that a way out is down, to those who can mend it: in the pages alone, and once a day."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Post
from guatu.accounts.queries import office_posts
from guatu.core.actors import Role
from guatu.notices.actions.telling import Notice, tell
from guatu.notices.models import Channel
from guatu.notices.sorts import DOWN


def say_down(channel: Channel, now: datetime) -> int:
    """Tell the offices that keep the channel and the system administrators; return how many."""
    whose = channel.campaign.unit if channel.campaign is not None else channel.unit
    path = whose.path if whose is not None else ""
    keepers = Post.objects.filter(role=Role.SYSTEM_ADMINISTRATOR, abolished_on__isnull=True)
    posts = {*office_posts(path), *keepers.values_list("pk", flat=True)}
    told = Notice(
        key=f"{DOWN}:{channel.pk}:{timezone.localdate(now).isoformat()}",
        sort=DOWN,
        campaign=None,
        subject=lambda: _("%(title)s takes no messages") % {"title": channel.title},
        text=lambda: _(
            "Several tries in a row failed. What waits is kept and goes out as one message later."
        ),
        address=reverse("notices:log"),
        post_ids=sorted(posts),
    )
    return tell(told)
