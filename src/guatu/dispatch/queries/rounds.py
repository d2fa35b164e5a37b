"""Rounds and how far they have come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Q, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind, Role
from guatu.core.paths import is_within
from guatu.core.rounds import Every, Period, period_of
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.dispatch.policies import APPROVED, can_run_rounds
from guatu.dispatch.queries.rhythms import dates_on
from guatu.dispatch.queries.roundrows import SORTS
from guatu.dispatch.recognitions import recognised_in
from guatu.ledgers.queries.visibility import reached
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.workdays import work_calendar

State = CheckIn.State
ROUNDS_A_PAGE = 15
MOST_AHEAD = (
    4  # of one cadence stand before the fold: a round runs while others wait for the freeze
)
LOOKERS = (Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """A round with its counts, and what may be done with it now."""

    round: Round
    asked: int
    received: int
    late: int
    returned: int
    approved: int
    may_run: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """How far one unit is with a round."""

    unit_id: int
    name: str
    asked: int
    received: int
    late: int
    returned: int
    recognised: int = 0  # of the late ones; they stay late
    reminded_at: datetime | None = None
    extended_to: datetime | None = None
    reason: str = ""  # of the extension

    @property
    def open(self) -> int:
        return self.asked - self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """One step of reminding: when, and how many units."""

    step: str
    told_at: datetime
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRounds:
    """A campaign with its rounds, newest first, and the period that could be opened."""

    campaign: Campaign
    lines: tuple[RoundLine, ...]
    next_period: Period | None
    may_run: bool
    older: str = ""  # where the page of older rounds begins; "" if there are none
    is_first: bool = True  # not a page of older rounds

    @property
    def current(self) -> list[RoundLine]:
        """Return what is looked at each day: of each cadence the newest, and what is not frozen.

        Of rounds that nobody freezes only the first few: the others are earlier ones.
        """
        return [line for _cadence, lines in self.by_cadence for line in lines[: self.ahead(lines)]]

    @property
    def earlier(self) -> list[tuple[Cadence, list[RoundLine]]]:
        """Return the other rounds, each cadence for itself; on a page of older ones all of them."""
        parted = [(cadence, lines[self.ahead(lines) :]) for cadence, lines in self.by_cadence]
        return [(cadence, lines) for cadence, lines in parted if lines]

    def ahead(self, lines: Sequence[RoundLine]) -> int:
        """Return how many of one cadence's rounds stand before the fold."""
        alive = [
            place
            for place, line in enumerate(lines[:MOST_AHEAD])
            if line.round.state != Round.State.FROZEN and not line.round.is_missed
        ]
        return max(alive, default=0) + 1 if self.is_first else 0

    @property
    def by_cadence(self) -> list[tuple[Cadence, list[RoundLine]]]:
        found: dict[int, tuple[Cadence, list[RoundLine]]] = {}
        for line in self.lines:
            found.setdefault(line.round.cadence_id, (line.round.cadence, []))[1].append(line)
        return list(found.values())

    @property
    def has_several(self) -> bool:
        """Say whether rounds of more than one cadence are shown, which are told apart then."""
        return len({line.round.cadence_id for line in self.lines}) > 1


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """Return the rounds of campaigns whose unit lies in the actor's scope as a looker-on."""
    if actor.kind is ActorKind.SYSTEM:
        return Round.objects.all()
    if not actor.holds(*LOOKERS):
        return Round.objects.none()
    return Round.objects.filter(reached("campaign__unit__", set(actor.scopes(*LOOKERS)), set()))


def visible_round(actor: Actor, round_id: int) -> Round:
    """Return one round with its campaign's unit.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_rounds(actor).select_related("campaign__unit", "cadence").filter(pk=round_id)
    if (one := found.first()) is None:
        raise NotFound
    return one


def runnable_campaign(actor: Actor, slug: str) -> Campaign:
    """Return the campaign `slug` if `actor` may look at its rounds.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    campaign = Campaign.objects.select_related("unit").filter(slug=slug).first()
    if campaign is None or not looks_at(actor, campaign.unit):
        raise NotFound
    return campaign


def looks_at(actor: Actor, unit: Unit) -> bool:
    if actor.kind is ActorKind.SYSTEM:
        return True
    return actor.holds(*LOOKERS) and any(
        is_within(unit.path, scope) for scope in actor.scopes(*LOOKERS)
    )


def check_in_cadence(campaign: Campaign) -> Cadence | None:
    """Return the cadence by which a campaign asks for check-ins; the first that goes on, if more."""
    rows = Cadence.objects.filter(campaign=campaign, asks_check_ins=True)
    return rows.order_by(F("ends_on").desc(nulls_first=True), "pk").first()


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Where a page of one campaign's rounds begins: after this round, which was the last shown."""

    campaign_id: int
    starts_on: date
    round_id: int


def read_after(written: str) -> After | None:
    """Return the place that an address names, or None if it names none."""
    parts = written.split(".")
    try:
        campaign, day, number = parts
        found = whole(campaign), date.fromisoformat(day), whole(number)
    except ValueError:
        return None
    if found[0] is None or found[2] is None:
        return None
    return After(campaign_id=found[0], starts_on=found[1], round_id=found[2])


def rounds_overview(
    actor: Actor, today: date, *, after: After | None = None
) -> list[CampaignRounds]:
    """Return the active campaigns that `actor` looks at, each with its newest rounds and their counts.

    With `after` it is the one campaign's older rounds.
    """
    campaigns = looked_at(actor, after)
    pages = {campaign.pk: page_of(campaign, after) for campaign in campaigns}
    ids = [pk for page in pages.values() for pk in page[:ROUNDS_A_PAGE]]
    if after is None:  # a month's round is open while thirty daily ones follow each other
        ids += open_among(campaigns)
    cadences: dict[int, Cadence] = {}
    for cadence in Cadence.objects.filter(campaign__in=campaigns, asks_check_ins=True).order_by(
        F("ends_on").asc(nulls_last=True), "-pk"
    ):
        cadences[cadence.campaign_id] = cadence
    rounds = Round.objects.filter(pk__in=ids).select_related("cadence")
    standings = standings_of(ids)
    lines: dict[int, list[RoundLine]] = {}
    runs = {c.pk: can_run_rounds(actor, c.unit.path) for c in campaigns}
    for one in rounds.order_by("-starts_on", "-pk"):
        line = line_of(one, standings.get(one.pk, Counter()), may_run=runs[one.campaign_id])
        lines.setdefault(one.campaign_id, []).append(line)
    return [
        CampaignRounds(
            campaign=campaign,
            lines=tuple(lines.get(campaign.pk, ())),
            next_period=None if after else unopened(campaign, cadences.get(campaign.pk), today),
            may_run=runs[campaign.pk],
            older=older_than(campaign, pages[campaign.pk], lines.get(campaign.pk, [])),
            is_first=after is None,
        )
        for campaign in campaigns
    ]


def line_of(one: Round, stood: Counter[tuple[str, bool]], *, may_run: bool) -> RoundLine:
    states: Counter[str] = Counter()
    for (state, _is_late), number in stood.items():
        states[state] += number
    return RoundLine(
        round=one,
        asked=stood.total(),
        received=stood.total() - states[State.DRAFT],  # nothing but a draft was never received
        late=sum(number for (_state, is_late), number in stood.items() if is_late),
        returned=states[State.RETURNED],
        approved=sum(states[state] for state in APPROVED),
        may_run=may_run,
    )


def standings_of(round_ids: Sequence[int]) -> dict[int, Counter[tuple[str, bool]]]:
    """Return how many check-ins of each round are in which state, and late: one look at an index."""
    found: defaultdict[int, Counter[tuple[str, bool]]] = defaultdict(Counter)
    rows = CheckIn.objects.filter(round__in=round_ids).order_by()
    counted = rows.values_list("round_id", "state", "is_late").annotate(n=Count("pk"))
    for round_id, state, is_late, number in counted:
        found[round_id][state, is_late] = number
    return found


def looked_at(actor: Actor, after: After | None) -> list[Campaign]:
    campaigns = Campaign.objects.filter(status=Campaign.Status.ACTIVE).select_related("unit")
    if after is not None:
        campaigns = campaigns.filter(pk=after.campaign_id)
    return [campaign for campaign in campaigns if looks_at(actor, campaign.unit)]


def page_of(campaign: Campaign, after: After | None) -> list[int]:
    """Return the ids of a page of a campaign's rounds, the newest first, and of one more."""
    rows = Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True)
    if after is not None:
        same_day = Q(starts_on=after.starts_on, pk__lt=after.round_id)
        rows = rows.filter(Q(starts_on__lt=after.starts_on) | same_day)
    ids = rows.order_by("-starts_on", "-pk").values_list("pk", flat=True)
    return list(ids[: ROUNDS_A_PAGE + 1])


def open_among(campaigns: Sequence[Campaign]) -> list[int]:
    rows = Round.objects.filter(
        campaign__in=campaigns, cadence__asks_check_ins=True, state=Round.State.OPEN
    )
    return list(rows.order_by().values_list("pk", flat=True))


def older_than(campaign: Campaign, page: Sequence[int], lines: Sequence[RoundLine]) -> str:
    """Return where the next page begins, as an address names it."""
    if len(page) <= ROUNDS_A_PAGE:
        return ""
    last = next(line.round for line in lines if line.round.pk == page[ROUNDS_A_PAGE - 1])
    return f"{campaign.pk}.{last.starts_on.isoformat()}.{last.pk}"


def unopened(campaign: Campaign, cadence: Cadence | None, today: date) -> Period | None:
    """Return the period of today if there is no round of the cadence for it, and one is to come."""
    if cadence is None:  # opening the first round declares a weekly one
        return period_of(Every.WEEK, today)
    if cadence.is_paused or (cadence.ends_on is not None and cadence.ends_on < today):
        return None
    there = Round.objects.filter(campaign=campaign, cadence=cadence, ends_on__gte=today)
    if there.filter(starts_on__lte=today).exists():
        return None
    return dates_on(cadence, today, work_calendar()).period


def units_of_round(one: Round) -> list[UnitLine]:
    """Return the units that a round asked, in official order, with their counts."""
    rows = (
        CheckIn.objects.filter(round=one)
        .values("unit", "unit__name")
        .annotate(
            asked=Count("pk"),
            received=Count("pk", filter=SORTS["received"]),
            late=Count("pk", filter=SORTS["late"]),
            returned=Count("pk", filter=SORTS["returned"]),
        )
        .order_by("unit__official_order", "unit__path")
    )
    late = recognised_in(CheckIn.objects.filter(round=one)).values_list("unit_id", flat=True)
    grounds = Counter(late if any(row["late"] for row in rows) else ())
    reminded = dict(one.reminders.order_by().values_list("unit").annotate(last=Max("told_at")))
    granted = {row.unit_id: row for row in one.extensions.all()}
    return [
        UnitLine(
            unit_id=row["unit"],
            name=row["unit__name"],
            asked=row["asked"],
            received=row["received"],
            late=row["late"],
            returned=row["returned"],
            recognised=grounds[row["unit"]],
            reminded_at=reminded.get(row["unit"]),
            extended_to=granted[row["unit"]].late_at if row["unit"] in granted else None,
            reason=granted[row["unit"]].reason if row["unit"] in granted else "",
        )
        for row in rows
    ]


def steps_of_round(one: Round) -> list[Reminded]:
    """Return when units were reminded of a round, and how many at each time, the newest first."""
    rows = one.reminders.order_by().values("step", "told_at").annotate(units=Count("pk"))
    return [
        Reminded(step=row["step"], told_at=row["told_at"], units=row["units"])
        for row in rows.order_by("-told_at", "step")
    ]
