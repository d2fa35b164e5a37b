"""What recent rounds say of entries: rows of no news, silence, late reports, reports sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When

from guatu.campaigns.models import Campaign
from guatu.core.lamps import MonthFact
from guatu.dispatch.models import CheckIn, CheckInMove, Correction, Round
from guatu.dispatch.policies import APPROVED
from guatu.ledgers.models import Entry

SILENT, RECEIVED, NEWS, NO_NEWS = range(4)  # the last two are approved
# one small number a check-in: a million of them are read in seconds, their columns are not
MARK = Case(
    When(received_at__isnull=True, then=SILENT),
    When(state__in=APPROVED, is_unchanged=True, then=NO_NEWS),
    When(state__in=APPROVED, then=NEWS),
    default=RECEIVED,
    output_field=IntegerField(),
)


STEPS = (
    CheckIn.State.SUBMITTED,
    CheckIn.State.UNIT_APPROVED,
    CheckIn.State.LEAD_APPROVED,
    CheckIn.State.VERIFIED,
)
# to its liaison, or any step down the chain
SENT_BACK = Q(to_state=CheckIn.State.RETURNED)
for place, state in enumerate(STEPS):
    SENT_BACK |= Q(to_state=state, from_state__in=STEPS[place + 1 :])


@dataclass(slots=True)
class Reports:
    """What the recent rounds say of one entry: how often in a row no news, how often nothing."""

    unchanged: int = 0
    missing: int = 0
    is_unchanged_known: bool = False
    is_missing_known: bool = False

    def see(self, mark: int, *, is_closed: bool) -> None:
        """Take the next older round into account. Silence is no news, and breaks no row."""
        if is_closed and not self.is_missing_known:
            self.is_missing_known = mark != SILENT
            self.missing += mark == SILENT
        if mark >= NEWS and not self.is_unchanged_known:
            self.is_unchanged_known = mark == NEWS
            self.unchanged += mark == NO_NEWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The rounds that rules look at: the latest ones with their states, and last month's closed ones."""

    states: Mapping[int, str]
    month: date  # the first day of the month before this one
    of_month: frozenset[int]

    @classmethod
    def of(cls, campaign: Campaign, today: date, *, rounds_seen: int) -> Window:
        rounds = Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True)
        last = today.replace(day=1) - timedelta(days=1)
        first = last.replace(day=1)
        month = rounds.filter(ends_on__gte=first, ends_on__lte=last)
        newest = rounds.order_by("-starts_on", "-pk").values_list("pk", "state")
        return cls(
            states=dict(newest[: 2 * rounds_seen + 1]),
            month=first,
            of_month=frozenset(
                month.exclude(state=Round.State.OPEN).values_list("pk", flat=True).order_by()
            ),
        )

    @property
    def newest(self) -> int | None:
        return next(iter(self.states), None)


def own_check_ins(entries: QuerySet[Entry]) -> QuerySet[CheckIn]:
    """Return what the units that own these entries said, or were asked to say, of them."""
    return CheckIn.objects.filter(entry__in=entries, unit=F("entry__unit"))


def reports_of(entries: QuerySet[Entry], window: Window) -> dict[int, Reports]:
    """Return what the unit that owns an entry said of it lately."""
    if not window.states:
        return {}
    rows = own_check_ins(entries).filter(round__in=window.states).annotate(mark=MARK)
    found: defaultdict[int, Reports] = defaultdict(Reports)
    closed = {pk: state != Round.State.OPEN for pk, state in window.states.items()}
    for entry_id, round_id, mark in (
        rows.order_by("-round__starts_on", "-pk")
        .values_list("entry_id", "round_id", "mark")
        .iterator(chunk_size=2000)
    ):
        found[entry_id].see(mark, is_closed=closed[round_id])
    return dict(found)


def months_of(entries: QuerySet[Entry], window: Window) -> dict[int, MonthFact]:
    """Return how many reports of last month's closed rounds are missing, and how many came late."""
    if not window.of_month:
        return {}
    rows = own_check_ins(entries).filter(round__in=window.of_month).order_by()
    filled = filled_later(rows)
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    columns = ("pk", "entry_id", "received_at", "is_late")
    for pk, entry_id, received_at, is_late in rows.values_list(*columns):
        found[entry_id][0] += received_at is None and pk not in filled
        found[entry_id][1] += pk in filled or (received_at is not None and is_late)
    return {
        pk: MonthFact(missing=missing, late=late, first_day=window.month)
        for pk, (missing, late) in found.items()
    }


def filled_later(rows: QuerySet[CheckIn]) -> set[int]:
    """Return the silent check-ins that were filled in after the freeze: late, and never on time."""
    approved = Correction.objects.filter(
        check_in__in=rows, was_silent=True, state=Correction.State.APPROVED
    )
    return set(approved.order_by().values_list("check_in_id", flat=True))


def returns_of(entries: QuerySet[Entry], window: Window) -> dict[int, int]:
    """Return how often the report of the newest round was sent back."""
    if window.newest is None:
        return {}
    moves = CheckInMove.objects.filter(
        SENT_BACK,
        check_in__in=own_check_ins(entries).filter(round=window.newest),
    )
    rows = moves.order_by().values("check_in__entry").annotate(n=Count("pk"))
    return dict(rows.values_list("check_in__entry", "n"))
