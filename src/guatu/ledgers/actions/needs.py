"""要素保障 (S25): an entry needs land, energy, funds or an approval; a unit grants, refuses; the asker withdraws."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.models import MeasureUnit, Validity
from guatu.core.actors import Actor
from guatu.core.stored import StoredFigure, store_figure
from guatu.ledgers.actions.edits import lead_ids
from guatu.ledgers.followers import tell_followers
from guatu.ledgers.models import Entry, Need
from guatu.ledgers.policies import can_ask_need, can_settle_need
from guatu.ledgers.queries.needs import asked_figure
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

LONGEST_TITLE = 200
LONGEST_NOTE = 500
OPENED = ("entry", "sort", "title", "solver", "asked_fen", "asked_mantissa", "scale", "measure",
          "asked_on", "due_on", "note")  # fmt: skip
SETTLED = ("state", "granted_fen", "granted_mantissa", "settled_on", "answer")
DIMENSIONS = {Need.Sort.LAND.value: "land", Need.Sort.FUNDS.value: "money"}
GRANTS = (Need.State.GRANTED, Need.State.PARTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNeed:
    """What is needed of whom by when; `amount` is in `measure`, None where it is no figure."""

    sort: str
    title: str
    solver: Unit
    amount: Decimal | None = None
    measure: str | None = None
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What the solver decided: granted, in part, or refused; `granted` is in the need's measure."""

    state: str
    granted: Decimal | None = None
    answer: str = ""


@transaction.atomic
def open_need(actor: Actor, entry: Entry, new: NewNeed, today: date) -> Need:
    """Ask a unit for what an entry needs; only of lines in force that are not closed."""
    if not can_ask_need(actor, entry, lead_ids(entry)):
        raise NotAllowed(_("Your post does not allow this."))
    if entry.validity != Validity.IN_FORCE or entry.closed_on is not None:
        raise InvalidState(_("Only what is in force and not closed needs anything."))
    check_new(new, today)
    figure = figure_of(new.amount, new.measure)
    need = Need.objects.create(
        entry=entry,
        sort=new.sort,
        title=new.title.strip(),
        solver=new.solver,
        asked_fen=figure.amount_fen,
        asked_mantissa=figure.mantissa,
        scale=figure.scale,
        measure=figure.measure if new.amount is not None else None,
        asked_on=today,
        asked_by=actor.person_id,
        due_on=new.due_on,
        note=new.note.strip(),
    )
    tell_followers(entry)
    record(actor, "need.open", of=need, changes=[Change.of(need, after=plain(need, *OPENED))])
    return need


def check_new(new: NewNeed, today: date) -> None:
    if not 0 < len(new.title.strip()) <= LONGEST_TITLE:
        raise InvalidState(_("Say what is needed, in 1 to 200 characters."))
    if len(new.note) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    if new.due_on is not None and new.due_on < today:
        raise InvalidState(_("What is asked today cannot be due before today."))
    if new.amount is not None and new.amount <= 0:
        raise InvalidState(_("What is asked for is more than nothing."))
    check_measure(new)


def check_measure(new: NewNeed) -> None:
    """Refuse land in yuan and funds in mu: each sort that is measured has its own dimension."""
    wanted = DIMENSIONS.get(new.sort)
    if new.amount is None or wanted is None:
        return
    units = list(MeasureUnit.objects.filter(dimension=wanted).values_list("symbol", flat=True))
    if new.measure not in units:
        raise InvalidState(
            _("“%(measure)s” does not measure this; write it in one of %(units)s.")
            % {"measure": new.measure or "", "units": "、".join(units[:6])}
        )


def figure_of(amount: Decimal | None, measure: str | None) -> StoredFigure:
    try:
        return store_figure(amount, measure)
    except ValueError as error:
        raise InvalidState(
            _("“%(amount)s %(measure)s” cannot be kept exactly; give fewer places.")
            % {"amount": amount, "measure": measure or ""}
        ) from error


@transaction.atomic
def settle_need(
    actor: Actor, need: Need, *, version: int, settlement: Settlement, today: date
) -> Need:
    """Say what became of a need: the solver's word, or the campaign office's for it."""
    if not can_settle_need(actor, need):
        raise NotAllowed(_("Only the unit that was asked answers, or the campaign office for it."))
    check_open(need)
    figure = granted_figure(need, settlement)
    before = plain(need, *SETTLED)
    update_at_version(
        need,
        version,
        state=settlement.state,
        granted_fen=figure.amount_fen,
        granted_mantissa=figure.mantissa,
        settled_on=today,
        settled_by=actor.person_id,
        answer=settlement.answer.strip(),
    )
    tell_followers(need.entry)
    changes = [Change.of(need, before=before, after=plain(need, *SETTLED))]
    record(actor, "need.settle", of=need, changes=changes)
    return need


def check_open(need: Need) -> None:
    if need.state != Need.State.OPEN:
        raise InvalidState(_("This need is settled already."))


def granted_figure(need: Need, settlement: Settlement) -> StoredFigure:
    """Return what was granted in the need's own scale: all, a part of it, or nothing."""
    if settlement.state not in {*GRANTS, Need.State.REFUSED}:
        raise InvalidState(_("Say whether it is granted, granted in part, or refused."))
    if len(settlement.answer) > LONGEST_NOTE:
        raise InvalidState(_("The note has more than 500 characters; shorten it."))
    if settlement.state != Need.State.GRANTED and not settlement.answer.strip():
        raise InvalidState(_("Say why not all of it is granted; the reason stays with the need."))
    asked = asked_figure(need)
    if asked.value is None or settlement.state == Need.State.REFUSED:
        return StoredFigure()
    if settlement.state == Need.State.GRANTED:
        return asked
    return part_of(need, asked.value, settlement.granted)


def part_of(need: Need, asked: Decimal, granted: Decimal | None) -> StoredFigure:
    if granted is None or not 0 < granted < asked:
        raise InvalidState(_("Granted in part: more than nothing and less than was asked for."))
    figure = figure_of(granted, need.measure)
    if figure.mantissa is None:
        return figure
    if figure.scale > need.scale:
        raise InvalidState(_("Give no more decimal places than were asked for."))
    mantissa = figure.mantissa * 10 ** (need.scale - figure.scale)
    return StoredFigure(mantissa=mantissa, scale=need.scale, measure=need.measure)


@transaction.atomic
def withdraw_need(actor: Actor, need: Need, *, version: int, reason: str, today: date) -> Need:
    """Take a need back: it is no longer asked for, and why."""
    if not can_ask_need(actor, need.entry, lead_ids(need.entry)):
        raise NotAllowed(_("Your post does not allow this."))
    check_open(need)
    if not 0 < len(reason.strip()) <= LONGEST_NOTE:
        raise InvalidState(_("Say why it is taken back, in at most 500 characters."))
    before = plain(need, *SETTLED)
    update_at_version(
        need,
        version,
        state=Need.State.WITHDRAWN,
        settled_on=today,
        settled_by=actor.person_id,
        answer=reason.strip(),
    )
    tell_followers(need.entry)
    changes = [Change.of(need, before=before, after=plain(need, *SETTLED))]
    record(actor, "need.withdraw", of=need, changes=changes)
    return need
