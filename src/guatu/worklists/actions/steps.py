"""What every act on a line needs: the line locked as it was read, and the row of what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.audit.actions import Change, plain
from guatu.audit.models import Evidence
from guatu.core.actors import Actor
from guatu.shell.errors import InvalidState, NotFound, Stale
from guatu.shell.versions import update_at_version
from guatu.worklists.models import ItemStep, WeekItem
from guatu.worklists.queries.lists import WITH_ALL, visible_items

REASON_LENGTH = 500
TOLD = ("state", "word", "day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A line at the version that was seen."""

    id: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Under which post a word is given, and on paper who signed it (T4)."""

    post_id: int | None = None
    is_deputy: bool = False
    signed_by: int | None = None
    signed_on: date | None = None
    evidence: Evidence | None = None


NO_HAND = Hand()


def picked(actor: Actor, picks: Sequence[Pick]) -> list[WeekItem]:
    """Return lines that `actor` sees, locked, as they were seen; one that changed refuses them all."""
    wanted = {pick.id: pick.version for pick in picks}
    if not wanted:
        raise InvalidState(_("Nothing is chosen."))
    seen = visible_items(actor).filter(pk__in=wanted).order_by().values("pk")
    rows = list(
        WeekItem.objects.select_for_update(of=("self",))
        .filter(pk__in=list(seen.values_list("pk", flat=True)))
        .select_related(*WITH_ALL)
        .order_by("pk")
    )
    if len(rows) != len(wanted):
        raise NotFound
    stale = next((row for row in rows if row.version != wanted[row.pk]), None)
    if stale is not None:
        raise Stale(
            _("“%(title)s” was changed in the meantime. Look at it again.")
            % {"title": stale.content}
        )
    return rows


def reason_of(text: str) -> str:
    """Return a reason that may stand.

    Raises
    ------
    InvalidState
        If there is none, or it is too long.
    """
    text = text.strip()
    if not text or len(text) > REASON_LENGTH:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    return text


def take(
    actor: Actor, row: WeekItem, act: str, now: datetime, *, reason: str = "", hand: Hand = NO_HAND
) -> ItemStep:
    """Write what became of a line."""
    return ItemStep.objects.create(
        item=row,
        act=act,
        person_id=actor.person_id,
        taken_at=now,
        reason=reason,
        post_id=hand.post_id,
        is_deputy=hand.is_deputy,
        signed_by=hand.signed_by,
        signed_on=hand.signed_on,
        evidence=hand.evidence,
    )


def put(row: WeekItem, version: int, **columns: object) -> Change:
    """Write columns of a line at its version and return the change for the record."""
    before = plain(row, *TOLD)
    update_at_version(row, version, **columns)
    return Change.of(row, before=before, after=plain(row, *TOLD))


def hand_of(actor: Actor, post_id: int, today: date) -> Hand:
    """Return under which post an actor speaks, and whether as its deputy."""
    if post_id not in actor.post_ids:
        return Hand()
    own = Appointment.objects.filter(
        in_force(today), person_id=actor.person_id or 0, post_id=post_id, is_deputy=False
    )
    return Hand(post_id=post_id, is_deputy=not own.exists())
