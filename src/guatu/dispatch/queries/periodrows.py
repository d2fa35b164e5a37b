"""The rows beneath each number of a period: a number and what opens beneath it are one query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.dispatch.models import CheckIn, Correction, EntryState, Round
from guatu.dispatch.policies import EDITABLE
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.pasts import states_at
from guatu.dispatch.queries.spans import Ends, Span, ends_of, rounds_in
from guatu.dispatch.queries.sums import CONDITIONS, narrowed
from guatu.dispatch.recognitions import recognised
from guatu.ledgers.models import DueShift, Entry, Milestone, Need
from guatu.ledgers.queries import in_force_entries
from guatu.ledgers.queries.visibility import sees_whole

OF_LAMP = "lamp-"
OF_REPORTS = (*CONDITIONS, "sent_back")
CLEARED = (Need.State.GRANTED, Need.State.PARTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A period of a campaign for one reader, with its rounds and its pictures at both ends."""

    actor: Actor
    campaign: Campaign
    span: Span
    rounds: tuple[Round, ...]
    ends: Ends

    @classmethod
    def of(cls, actor: Actor, campaign: Campaign, span: Span) -> Stretch:
        rounds = tuple(rounds_in(campaign, span))
        ends = ends_of(campaign, span, rounds)
        return cls(actor=actor, campaign=campaign, span=span, rounds=rounds, ends=ends)

    def within(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.span.starts_on, f"{column}__lte": self.span.ends_on})

    def about(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return those rows of a model with an `entry` whose entry is in force and seen."""
        if sees_whole(self.actor, self.campaign):
            return rows.filter(entry__campaign=self.campaign, entry__validity=Validity.IN_FORCE)
        return rows.filter(entry__in=in_force_entries(self.actor, self.campaign).order_by())

    @property
    def check_ins(self) -> QuerySet[CheckIn]:
        rows = visible_check_ins(self.actor, self.campaign)
        return rows.filter(round__in=[one.pk for one in self.rounds])


Rows = Callable[[Stretch], QuerySet[Any]]


def closed(one: Stretch) -> QuerySet[Any]:
    return in_force_entries(one.actor, one.campaign).filter(one.within("closed_on"))


def goals(one: Stretch) -> QuerySet[Any]:
    return one.about(Milestone.objects.filter(one.within("due_on")))


def pushed(one: Stretch) -> QuerySet[Any]:
    return one.about(DueShift.objects.filter(one.within("shifted_on"), days__gt=0))


def needs_opened(one: Stretch) -> QuerySet[Any]:
    return one.about(Need.objects.filter(one.within("asked_on")))


def needs_cleared(one: Stretch) -> QuerySet[Any]:
    return one.about(Need.objects.filter(one.within("settled_on"), state__in=CLEARED))


def troubled(one: Stretch, at: Round | None) -> QuerySet[CheckIn]:
    """Return the reports of a round that name a problem."""
    rows = visible_check_ins(one.actor, one.campaign).filter(CONDITIONS["problems"])
    return rows.filter(round=at) if at is not None else rows.none()


def same(rows: QuerySet[CheckIn]) -> Exists:
    return Exists(rows.filter(entry=OuterRef("entry"), unit=OuterRef("unit")).order_by())


def problems_opened(one: Stretch) -> QuerySet[Any]:
    """Return the problems of the last round that its units did not have at the beginning."""
    return troubled(one, one.ends.last).exclude(same(troubled(one, one.ends.first)))


def problems_cleared(one: Stretch) -> QuerySet[Any]:
    """Return the problems at the beginning whose units reported in the last round without one."""
    if one.ends.last is None:
        return CheckIn.objects.none()
    answered = CheckIn.objects.filter(round=one.ends.last, received_at__isnull=False, problem="")
    return troubled(one, one.ends.first).filter(same(answered))


def corrected(one: Stretch) -> QuerySet[Any]:
    return Correction.objects.filter(
        check_in__in=one.check_ins.order_by(), state=Correction.State.APPROVED
    )


OTHERS: Mapping[str, Rows] = {
    "closed": closed,
    "goals": goals,
    "met": lambda one: goals(one).filter(outcome=Milestone.Outcome.MET),
    "missed": lambda one: goals(one).filter(outcome=Milestone.Outcome.MISSED),
    "undecided": lambda one: goals(one).filter(outcome=Milestone.Outcome.OPEN),
    "pushed": pushed,
    "needs_opened": needs_opened,
    "needs_cleared": needs_cleared,
    "problems_opened": problems_opened,
    "problems_cleared": problems_cleared,
    "corrected": corrected,
}


NAMES_OF_ROWS = (*OF_REPORTS, *OTHERS)


def is_known(what: str) -> bool:
    return what in NAMES_OF_ROWS or what in {f"{OF_LAMP}{lamp}" for lamp in Lamp}


def rows_of(one: Stretch, what: str) -> QuerySet[Any]:
    """Return the rows that a number of a period counts."""
    if what in OF_REPORTS:
        return narrowed(one.check_ins, what)
    if what.startswith(OF_LAMP):
        if one.ends.last is None:
            return EntryState.objects.none()
        lamp = what.removeprefix(OF_LAMP)
        return states_at(one.actor, one.ends.last).filter(lamp=lamp)
    return OTHERS[what](one)


def of_unit(rows: QuerySet[Any], unit_id: int | None) -> QuerySet[Any]:
    """Narrow rows to a unit: its own reports and entries, the goals and needs of its entries."""
    if unit_id is None:
        return rows
    if rows.model is Correction:
        return rows.filter(check_in__unit=unit_id)
    if rows.model in {CheckIn, Entry, EntryState}:
        return rows.filter(unit=unit_id)
    return rows.filter(entry__unit=unit_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row beneath a number, as its page shows it; the entry is one that the reader sees."""

    entry_id: int
    number: str
    title: str
    unit: str
    day: date | None
    text: str = ""
    lamp: str = ""
    mark: str = ""  # of a report: "late" or "silent"
    is_recognised: bool = False  # the ground of the lateness; it stays late
    state: str = ""  # of a report
    is_unchanged: bool = False  # a report of no news, handed in


def lines_of(rows: QuerySet[Any], first: int, most: int) -> list[Row]:
    """Return a page of rows, the official order of units before the order of rows."""
    model = rows.model
    entry = "" if model is Entry else "check_in__entry" if model is Correction else "entry"
    owner = {CheckIn: "unit", EntryState: "unit", Correction: "check_in__unit", Entry: "unit"}.get(
        model, "entry__unit"
    )
    related = [name for name in (entry, owner, *MORE.get(model, ())) if name]
    ordered = rows.select_related(*related).order_by(
        f"{owner}__official_order", f"{owner}__path", "pk"
    )
    found = list(ordered[first : first + most])
    if model is not CheckIn:
        return [line_of(row) for row in found]
    grounds = recognised(found)
    return [replace(line_of(row), is_recognised=row.pk in grounds) for row in found]


MORE: Mapping[type[Model], tuple[str, ...]] = {
    CheckIn: ("round",),
    Correction: ("check_in__round",),
    Need: ("solver",),
}


def line_of(row: Model) -> Row:
    return SHOWN[type(row)](row)


def of_check_in(row: CheckIn) -> Row:
    silent = row.received_at is None
    is_private = row.state in EDITABLE  # not handed in, or being reworked
    return Row(
        entry_id=row.entry_id,
        number=row.entry.number,
        title=row.entry.title,
        unit=row.unit.label,
        day=row.round.ends_on,
        text="" if is_private else row.said or row.problem,
        mark="silent" if silent else "late" if row.is_late else "",
        state=row.state,
        is_unchanged=row.is_unchanged and not is_private,
    )


def of_correction(row: Correction) -> Row:
    base = of_check_in(row.check_in)
    return Row(
        entry_id=base.entry_id,
        number=base.number,
        title=base.title,
        unit=base.unit,
        day=base.day,
        text=row.reason,
        mark=base.mark,
    )


def of_entry(row: Entry) -> Row:
    return Row(
        entry_id=row.pk,
        number=row.number,
        title=row.title,
        unit=row.unit.label,
        day=row.closed_on,
        lamp=row.lamp,
    )


def about_entry(row: Model, *, day: date | None, text: str = "", lamp: str = "") -> Row:
    entry: Entry = row.entry  # type: ignore[attr-defined]  # the models listed below have one
    return Row(
        entry_id=entry.pk,
        number=entry.number,
        title=entry.title,
        unit=entry.unit.label,
        day=day,
        text=text,
        lamp=lamp,
    )


def of_state(row: EntryState) -> Row:
    return Row(
        entry_id=row.entry_id,
        number=row.entry.number,
        title=row.title or row.entry.title,
        unit=row.unit.label,
        day=row.due_on,
        lamp=row.lamp,
    )


SHOWN: Mapping[type[Model], Callable[..., Row]] = {
    CheckIn: of_check_in,
    Correction: of_correction,
    Entry: of_entry,
    EntryState: of_state,
    Milestone: lambda row: about_entry(row, day=row.due_on, text=row.title),
    DueShift: lambda row: about_entry(row, day=row.to_due_on, text=row.reason),
    Need: lambda row: about_entry(row, day=row.due_on, text=row.title),
}


def counted(one: Stretch, names: Iterable[str]) -> dict[str, int]:
    return {name: rows_of(one, name).count() for name in names}
