"""更正: what was corrected after the freeze, and what waits for another person's word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guatu.accounts.models import Person
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.dispatch.models import CheckIn, Correction, Round
from guatu.dispatch.policies import can_ask_correction, can_decide_correction
from guatu.dispatch.queries.checkins import visible_check_in, visible_check_ins
from guatu.ledgers.queries.visibility import reached
from guatu.shell.errors import InvalidState, NotFound

WORDS = ("said", "problem", "outcome", "progress")
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A correction with the names of who asked and who decided, and what the reader may do."""

    row: Correction
    asker: str
    decider: str
    may_decide: bool = False
    may_withdraw: bool = False

    @property
    def changed(self) -> list[tuple[str, object, object]]:
        """Return the words that change: their names, as frozen, and as corrected."""
        pairs = ((name, self.row.before.get(name), getattr(self.row, name)) for name in WORDS)
        return [(name, was, now) for name, was, now in pairs if now is not None and was != now]


def visible_corrections(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Correction]:
    """Return the corrections of the check-ins that `actor` sees.

    Those that were not approved are for the unit itself and for the office.
    """
    seen = visible_check_ins(actor, campaign).order_by()
    own = Q(pk__in=())
    if actor.holds(Role.LIAISON, Role.APPROVER):
        scopes = set(actor.scopes(Role.LIAISON, Role.APPROVER))
        own |= reached("check_in__unit__", scopes, set(actor.task_force_ids))
    if actor.holds(Role.CAMPAIGN_OFFICE):
        scopes = set(actor.scopes(Role.CAMPAIGN_OFFICE))
        own |= reached("check_in__round__campaign__unit__", scopes, set())
    return Correction.objects.filter(
        own | Q(state=Correction.State.APPROVED), check_in__in=seen
    ).select_related(
        "check_in__entry", "check_in__unit", "check_in__round__campaign__unit", "asked_for"
    )


def visible_correction(actor: Actor, correction_id: int, *, is_locked: bool = False) -> Correction:
    """Return one correction.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    rows = visible_corrections(actor).filter(pk=correction_id)
    found = (rows.select_for_update(of=("self",)) if is_locked else rows).first()
    if found is None:
        raise NotFound
    return found


def correctable(actor: Actor, check_in_id: int, *, is_locked: bool = False) -> CheckIn:
    """Return a check-in of a frozen round for whoever may ask to correct it.

    Raises
    ------
    NotFound
        If there is none, or it is not the actor's to correct.
    InvalidState
        If its round is not frozen: until then it is returned and handed in again.
    """
    row = visible_check_in(actor, check_in_id, is_locked=is_locked)
    if not can_ask_correction(actor, row.unit.path, row.unit_id, row.round.campaign.unit.path):
        raise NotFound
    if row.round.state != Round.State.FROZEN:
        raise InvalidState(
            _("This round is not frozen yet: the report is returned and handed in again.")
        )
    return row


def corrected_words(row: CheckIn) -> dict[str, object]:
    """Return what a check-in says with all its approved corrections, of the words they may change.

    What was never handed in says nothing: a draft that nobody submitted is nobody's word.
    """
    silent = row.received_at is None
    empty = {"said": "", "problem": "", "outcome": CheckIn.Outcome.NONE.value, "progress": None}
    words: dict[str, object] = (
        dict(empty) if silent else {name: getattr(row, name) for name in WORDS}
    )
    approved = Correction.objects.filter(check_in=row, state=Correction.State.APPROVED)
    for one in approved.order_by("decided_at", "pk"):
        words |= {name: getattr(one, name) for name in WORDS if getattr(one, name) is not None}
    return words


def corrections_of(actor: Actor, check_in_ids: Collection[int]) -> Mapping[int, Sequence[Shown]]:
    """Return the corrections of check-ins that `actor` may see, in the order they were asked."""
    rows = visible_corrections(actor).filter(check_in__in=list(check_in_ids)).order_by("pk")
    found: defaultdict[int, list[Shown]] = defaultdict(list)
    for one in shown(actor, list(rows)):
        found[one.row.check_in_id].append(one)
    return dict(found)


def waiting_count(actor: Actor) -> int:
    """Return how many corrections wait for a word, of those that `actor` sees."""
    return visible_corrections(actor).filter(state=Correction.State.ASKED).count()


def listed(actor: Actor) -> tuple[list[Shown], list[Shown]]:
    """Return the corrections that wait, and the newest that were decided."""
    rows = visible_corrections(actor)
    waiting = rows.filter(state=Correction.State.ASKED).order_by("asked_at", "pk")
    decided = rows.exclude(state=Correction.State.ASKED).order_by("-decided_at", "-pk")
    return (
        shown(actor, list(waiting[:MOST_SHOWN])),
        shown(actor, list(decided[:MOST_SHOWN])),
    )


def shown(actor: Actor, rows: Sequence[Correction]) -> list[Shown]:
    persons = {pk for row in rows for pk in (row.asked_by, row.decided_by) if pk is not None}
    names = dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))
    return [
        Shown(
            row=row,
            asker=names.get(row.asked_by or 0, ""),
            decider=names.get(row.decided_by or 0, ""),
            may_decide=row.state == Correction.State.ASKED
            and can_decide_correction(
                actor, row.check_in.round.campaign.unit.path, asked_by=row.asked_by
            ),
            may_withdraw=row.state == Correction.State.ASKED and row.asked_by == actor.person_id,
        )
        for row in rows
    ]
