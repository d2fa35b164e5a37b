"""Who never answers: duties without an owner, units that never report, words that nobody gives.

Each group is one set-wise read; what it names is units, posts and entries, never persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries import in_force
from guatu.accounts.queries.handovers import Vacancy, vacancies, vacant_posts
from guatu.campaigns.models import Campaign, Observation, Target, Validity
from guatu.core.actors import Actor, Role
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.ledgers.models import Duty, Entry
from guatu.ledgers.queries.visibility import visible_entries

State = CheckIn.State
SHOWN = 50  # of one group; its count is of all
ROUNDS_SILENT = 3
DAYS_WAITING = 5
SPEAKERS = frozenset({Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR})  # for their unit
ANSWERING = (Duty.Role.LEAD, Duty.Role.SUPPORT)
WAITING = {
    State.SUBMITTED: "unit",
    State.UNIT_APPROVED: "lead",
    State.LEAD_APPROVED: "office",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """One that does not answer: an entry, a unit or a post; `count` and `since` as its group counts."""

    name: str
    unit: str = ""
    route: str = ""
    key: int = 0
    count: int = 0
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All of one sort, and how many there are; beyond `SHOWN` the rest is a count."""

    code: str
    rows: tuple[Silent, ...]
    total: int

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)


def silence(actor: Actor, campaign: Campaign, now: datetime, today: date) -> list[Group]:
    """Return who does not answer in a campaign, sort by sort; sorts without any are left out."""
    finders: Sequence[tuple[str, Callable[[], Sequence[Silent]]]] = (
        ("ownerless", lambda: ownerless(actor, campaign)),
        ("without_liaison", lambda: without_liaison(campaign, today)),
        ("vacant", lambda: vacant(actor, campaign, today)),
        ("silent_units", lambda: silent_units(campaign, today)),
        ("silent_entries", lambda: silent_entries(actor, campaign, today)),
        ("figures", lambda: without_figures(campaign, today)),
        ("waiting", lambda: waiting(campaign, now)),
    )
    found = []
    for code, find in finders:
        if rows := find():
            found.append(Group(code=code, rows=tuple(rows[:SHOWN]), total=len(rows)))
    return found


def ownerless(actor: Actor, campaign: Campaign) -> list[Silent]:
    """Return entries in force that no unit leads, so that no round asks anybody."""
    led = Duty.objects.filter(entry=OuterRef("pk"), role=Duty.Role.LEAD)
    rows = open_entries(actor, campaign).filter(~Exists(led)).order_by("due_on", "pk")
    return [
        Silent(name=title, unit=unit, route="ledgers:entry", key=pk, since=due_on)
        for pk, title, unit, due_on in rows.values_list("pk", "title", "unit__name", "due_on")
    ]


def open_entries(actor: Actor, campaign: Campaign) -> QuerySet[Entry]:
    return visible_entries(actor).filter(
        campaign=campaign, validity=Validity.IN_FORCE, closed_on__isnull=True
    )


def owing_units(campaign: Campaign) -> QuerySet[Unit]:
    owing = Duty.objects.filter(
        unit=OuterRef("pk"),
        role__in=ANSWERING,
        entry__campaign=campaign,
        entry__validity=Validity.IN_FORCE,
        entry__closed_on__isnull=True,
    )
    return Unit.objects.filter(Exists(owing)).order_by("official_order", "path")


def without_liaison(campaign: Campaign, today: date) -> list[Silent]:
    """Return units with duties where nobody holds a post that fills in, deputies counted.

    A village is filled in for by its town (T14); a task force answers by its members' posts.
    """
    holding = Appointment.objects.filter(
        in_force(today),
        post__unit=OuterRef("pk"),
        post__role=Role.LIAISON,
        post__abolished_on__isnull=True,
    )
    spared = (Unit.Kind.VILLAGE, Unit.Kind.TASK_FORCE)
    duties = Count(
        "duties",
        filter=Q(
            duties__role__in=ANSWERING,
            duties__entry__campaign=campaign,
            duties__entry__validity=Validity.IN_FORCE,
            duties__entry__closed_on__isnull=True,
        ),
    )
    rows = owing_units(campaign).filter(~Exists(holding)).exclude(kind__in=spared)
    return [
        Silent(name=name, route="accounts:unit", key=pk, count=count)
        for pk, name, count in rows.annotate(owed=duties).values_list("pk", "name", "owed")
    ]


def vacant(actor: Actor, campaign: Campaign, today: date) -> list[Silent]:
    """Return vacant posts of units with duties, that still owe something; the shown ones with how much.

    Who speaks for a unit owes what the unit owes: that is known without a look at each, which
    costs a dozen queries. The other posts are few and looked at.
    """
    units = owing_units(campaign).order_by().values("pk")
    posts: list[Post] = list(vacant_posts(actor, today).filter(unit__in=units))
    others = [post for post in posts if post.role not in SPEAKERS]
    known = {one.post.pk: one for one in vacancies(others, today)}
    owing = [post for post in posts if post.pk not in known or known[post.pk].count]
    speakers = [post for post in owing[:SHOWN] if post.pk not in known]
    known |= {one.post.pk: one for one in vacancies(speakers, today)}
    return [vacancy_row(post, known.get(post.pk)) for post in owing]


def vacancy_row(post: Post, looked_at: Vacancy | None) -> Silent:
    return Silent(
        name=post.title,
        unit=post.unit.label,
        route="accounts:post",
        key=post.pk,
        count=looked_at.count if looked_at is not None else 0,
        since=looked_at.since if looked_at is not None else None,
    )


def last_rounds(campaign: Campaign, today: date) -> list[int]:
    """Return the newest rounds that are over, some of each cadence that goes on.

    A cadence without as many says nothing yet, nor does a missed round, which asked nobody.
    """
    going = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    cadences = Cadence.objects.filter(going, campaign=campaign, asks_check_ins=True)
    found: list[int] = []
    for cadence_id in cadences.order_by("pk").values_list("pk", flat=True):
        over = Round.objects.filter(cadence=cadence_id, is_missed=False)
        over = over.exclude(state=Round.State.OPEN).order_by("-starts_on", "-pk")
        last = list(over.values_list("pk", flat=True)[:ROUNDS_SILENT])
        found += last if len(last) == ROUNDS_SILENT else []
    return found


def silent_units(campaign: Campaign, today: date) -> list[Silent]:
    """Return units that were asked in each of the last rounds of a cadence and handed in nothing.

    Each cadence for itself: who answers the daily one and never the monthly one is named.
    """
    rows = (
        CheckIn.objects.filter(round__in=last_rounds(campaign, today))
        .order_by()
        .values("unit_id", "round__cadence_id")
        .annotate(
            asked=Count("round", distinct=True),
            got=Count("pk", filter=Q(received_at__isnull=False)),
            lines=Count("entry", distinct=True),
        )
        .filter(asked=ROUNDS_SILENT, got=0)
    )
    lines: Counter[int] = Counter()  # no two cadences ask a unit the same
    for row in rows:
        lines[row["unit_id"]] += row["lines"]
    last = dict(
        CheckIn.objects.filter(
            round__campaign=campaign, unit__in=list(lines), received_at__isnull=False
        )
        .order_by()
        .values("unit_id")
        .annotate(last=Max("received_at"))
        .values_list("unit_id", "last")
    )
    open_units = Unit.objects.filter(valid_to__isnull=True)
    units = open_units.filter(pk__in=list(lines)).order_by("official_order", "path")
    return [
        Silent(
            name=unit.name,
            route="accounts:unit",
            key=unit.pk,
            count=lines[unit.pk],
            since=timezone.localdate(last[unit.pk]) if unit.pk in last else None,
        )
        for unit in units
    ]


def silent_entries(actor: Actor, campaign: Campaign, today: date) -> list[Silent]:
    """Return entries of which no unit has ever said a word, though a cadence's last rounds all asked."""
    asked = (
        CheckIn.objects.filter(round__in=last_rounds(campaign, today))
        .order_by()
        .values("entry_id", "round__cadence_id")
        .annotate(asked=Count("round", distinct=True))
        .filter(asked=ROUNDS_SILENT)
        .values("entry_id")
    )
    answered = CheckIn.objects.filter(entry=OuterRef("pk"), received_at__isnull=False)
    rows = open_entries(actor, campaign).filter(~Exists(answered), pk__in=asked)
    return [
        Silent(name=title, unit=unit, route="ledgers:entry", key=pk, since=due_on)
        for pk, title, unit, due_on in rows.order_by("unit__official_order", "pk").values_list(
            "pk", "title", "unit__name", "due_on"
        )
    ]


def without_figures(campaign: Campaign, today: date) -> list[Silent]:
    """Return targets that began and of which the owing unit never gave a figure."""
    told = Observation.objects.filter(indicator=OuterRef("indicator"), unit=OuterRef("unit"))
    rows = Target.objects.filter(
        ~Exists(told), campaign=campaign, validity=Validity.IN_FORCE, unit__isnull=False
    ).order_by("unit__official_order", "pk")
    if campaign.starts_on > today:
        return []
    return [
        Silent(name=name, unit=unit, route="campaigns:indicator", key=indicator)
        for name, unit, indicator in rows.values_list(
            "indicator__name", "unit__name", "indicator_id"
        )
    ]


def waiting(campaign: Campaign, now: datetime) -> list[Silent]:
    """Return units whose reports wait for the next word for more than some days, step by step."""
    rows = (
        CheckIn.objects.filter(
            round__campaign=campaign,
            state__in=list(WAITING),
            received_at__lt=now - timedelta(days=DAYS_WAITING),
        )
        .exclude(round__state=Round.State.FROZEN)
        .order_by()
        .values("unit_id", "unit__name", "state")
        .annotate(lines=Count("pk"), first=Min("received_at"))
        .order_by("unit__official_order", "unit_id", "state")
    )
    return [
        Silent(
            name=row["unit__name"],
            unit=WAITING[State(row["state"])],
            route="accounts:unit",
            key=row["unit_id"],
            count=row["lines"],
            since=timezone.localdate(row["first"]),
        )
        for row in rows
    ]
