"""What is told of reports given back and of corrections, and to whom; texts name units, never persons."""

from __future__ import annotations

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guatu.accounts.queries import office_posts
from guatu.core.actors import Actor
from guatu.dispatch.models import CheckIn, Correction
from guatu.notices.actions import Notice, Words, tell
from guatu.notices.sorts import Sort

RETURNED = "check-in-returned"
CORRECTION = "correction"
SORTS = (
    Sort(code=RETURNED, label=gettext_lazy("Reports given back")),
    Sort(code=CORRECTION, label=gettext_lazy("Corrections after the freeze")),
)
APPROVED = gettext_lazy("Correction approved: %(title)s")
REFUSED = gettext_lazy("Correction refused: %(title)s")


def words_of(row: CheckIn) -> dict[str, object]:
    return {
        "title": row.entry.title,
        "unit": row.unit.label,
        "number": row.round.ordinal,
        "campaign": str(row.round.campaign),
    }


def written(text: Promise, row: CheckIn) -> Words:
    said = words_of(row)
    return lambda: str(text) % said


def tell_returned(row: CheckIn) -> int:
    """Tell the liaison of the unit, or of the unit that filled in for it, that it came back."""
    return tell(
        Notice(
            key=f"{RETURNED}-{row.pk}-{row.version}",
            sort=RETURNED,
            campaign=row.round.campaign,
            subject=written(gettext_lazy("Given back: %(title)s"), row),
            text=written(
                gettext_lazy(
                    "The report of %(unit)s in round %(number)d of %(campaign)s came back with a "
                    "reason. Please look at it and hand it in again."
                ),
                row,
            ),
            address=f"{reverse('dispatch:mine')}?round={row.round.slug}",
            unit_ids=[row.filled_by_unit_id or row.unit_id],
        )
    )


def tell_asked(actor: Actor, row: Correction) -> int:
    """Tell the offices that may decide; whoever asked may not, and is told nothing."""
    check_in = row.check_in
    deciding = office_posts(check_in.round.campaign.unit.path)
    others = [post for post in deciding if post not in actor.post_ids]
    return tell(
        Notice(
            key=f"{CORRECTION}-{row.pk}-asked",
            sort=CORRECTION,
            campaign=check_in.round.campaign,
            subject=written(gettext_lazy("Correction to decide: %(title)s"), check_in),
            text=written(
                gettext_lazy(
                    "A correction of the report of %(unit)s in round %(number)d of %(campaign)s "
                    "waits for the office's word."
                ),
                check_in,
            ),
            address=reverse("dispatch:corrections"),
            post_ids=others,
        )
    )


def tell_decided(row: Correction) -> int:
    """Tell whoever asked what became of it."""
    check_in = row.check_in
    is_approved = row.state == Correction.State.APPROVED
    return tell(
        Notice(
            key=f"{CORRECTION}-{row.pk}-decided",
            sort=CORRECTION,
            campaign=check_in.round.campaign,
            subject=written(APPROVED if is_approved else REFUSED, check_in),
            text=written(
                gettext_lazy("Round %(number)d of %(campaign)s, report of %(unit)s."), check_in
            ),
            address=reverse("dispatch:corrections"),
            person_ids=[row.asked_by] if row.asked_by is not None else [],
        )
    )
