"""What is told of directives, and to whom; texts name units, never persons."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.core.actors import Role
from guatu.notices.actions import Notice, Words, tell
from guatu.notices.sorts import Sort
from guatu.shell.formatting import day
from guatu.supervision.models import Directive
from guatu.supervision.wording import name_of

SORTS = (
    Sort(code="directive", label=gettext_lazy("Directives to my unit")),
    Sort(code="directive-answer", label=gettext_lazy("Answers to directives")),
    Sort(
        code="directive-leader",
        label=gettext_lazy("Directives put before a leader"),
        is_urgent=True,
    ),
)
SPEAKERS = (Role.LIAISON, Role.APPROVER)


def tell_unit(row: Directive, subject: Words, text: Words, key: str) -> int:
    """Tell the unit that has to act, and the post that the directive was given to."""
    return tell(
        Notice(
            key=f"directive-{row.pk}-{key}",
            sort="directive",
            campaign=row.campaign,
            subject=subject,
            text=text,
            address=reverse("supervision:directive", args=[row.pk]),
            unit_ids=[row.unit_id],
            roles=SPEAKERS,
            post_ids=[row.post_id] if row.post_id else [],
            due_at=limit_moment(row),
        )
    )


def tell_above(row: Directive, subject: Words, text: Words, key: str) -> int:
    """Tell who has the next word: the office, or the unit that split a part off; and who checks."""
    above = row.parent
    return tell(
        Notice(
            key=f"directive-{row.pk}-{key}",
            sort="directive-answer",
            campaign=row.campaign,
            subject=subject,
            text=text,
            address=reverse("supervision:directive", args=[row.pk]),
            unit_ids=[row.issuer_id if above is None else above.unit_id],
            roles=(Role.CAMPAIGN_OFFICE,) if above is None else SPEAKERS,
            post_ids=[row.verifier_id] if row.verifier_id else [],
        )
    )


def tell_issued(row: Directive) -> int:
    return tell_unit(
        row,
        lambda: _("%(name)s: %(title)s") % {"name": name_of(row), "title": row.title},
        lambda: (
            _("%(unit)s: sign for it by %(sign_by)s; the limit is %(limit)s.")
            % {"unit": row.unit.label, "sign_by": day(row.sign_by), "limit": day(row.limit_on)}
        ),
        "issue",
    )


def limit_moment(row: Directive) -> datetime:
    """Return the end of the limit's day (D1)."""
    return timezone.make_aware(datetime.combine(row.limit_on + timedelta(days=1), time()))
