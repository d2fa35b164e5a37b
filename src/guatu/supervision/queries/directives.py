"""Which directives an actor sees, how they stand, and how many are due.

Who sees one (D8): whoever runs, leads or assesses its campaign; whoever's posts reach its unit or
the units that it was split off from; the members of a task force it went to; the post it was given
to, the leader in charge and the post named to check it. Seeing the entry it speaks of is not
enough: a word between the office and one unit is not another unit's, though both may own the entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.core.actors import APART, Actor, ActorKind
from guatu.core.directives import Colour, Facts, colour_of
from guatu.dispatch.policies import Place
from guatu.ledgers.models import Entry
from guatu.ledgers.queries.visibility import reach_of, reached
from guatu.shell.errors import NotFound
from guatu.supervision.models import Directive, DirectiveStep, Excuse
from guatu.supervision.models.directives import CLOSED_STATES
from guatu.supervision.policies.directives import Standing
from guatu.supervision.queries.rules import Clock, clock_for

State = Directive.State
Act = DirectiveStep.Act
WITH_ALL = (
    "campaign__unit", "issuer", "unit", "post", "leader__unit", "verifier__unit", "parent__unit",
    "entry",
)  # fmt: skip
ANSWERS = (Act.REPLY, Act.FINISH)
OFFICIAL = ("unit__official_order", "unit__path", "year", "number", "part", "pk")


def visible_directives(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Directive]:
    """Return the directives that `actor` may see, of one campaign or of all; see the module."""
    rows = Directive.objects.all()
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return rows
    grants = [grant for grant in actor.grants if grant.role not in APART]
    if not grants:
        return rows.none()
    wide = {grant.scope_path for grant in grants if grant.role in CAMPAIGN_WIDE}
    posts = {grant.post_id for grant in grants}
    reach = reach_of(actor)
    condition = (
        reached("unit__", *reach)
        | reached("parent__unit__", *reach)
        | reached("parent__parent__unit__", *reach)
        | Q(post_id__in=posts)
        | Q(leader_id__in=posts)
        | Q(verifier_id__in=posts)
    )
    if wide:
        condition |= reached("campaign__unit__", wide, set())
    return rows.filter(condition)


def visible_directive(actor: Actor, directive_id: int) -> Directive:
    """Return one directive with what its page shows.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor's eyes.
    """
    row = visible_directives(actor).select_related(*WITH_ALL).filter(pk=directive_id).first()
    if row is None:
        raise NotFound
    return row


def is_open() -> Q:
    return ~Q(state__in=CLOSED_STATES)


def open_directives(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Directive]:
    """Return the visible directives that are neither closed nor withdrawn, the nearest limit first."""
    rows = visible_directives(actor, campaign).filter(is_open())
    return rows.order_by("limit_on", *OFFICIAL)


def standing_of(row: Directive) -> Standing:
    """Return a directive as policies need it; `unit`, `parent.unit` and the campaign's unit are read."""
    answered = DirectiveStep.objects.filter(directive=row, act__in=ANSWERS, person_id__isnull=False)
    persons = answered.values_list("person_id", flat=True)
    parent = row.parent
    return Standing(
        campaign_path=row.campaign.unit.path,
        unit=Place(id=row.unit_id, path=row.unit.path),
        above=Place(id=parent.unit_id, path=parent.unit.path) if parent is not None else None,
        post_id=row.post_id,
        verifier_id=row.verifier_id,
        answered_by=frozenset(one for one in persons if one is not None),
    )


def with_parts(rows: QuerySet[Directive], today: date) -> QuerySet[Directive]:
    """Mark the directives of which a part is past its limit."""
    late = Directive.objects.filter(
        parent=OuterRef("pk"), limit_on__lt=today, finished_at__isnull=True
    ).filter(is_open())
    return rows.annotate(has_late_part=Exists(late))


def facts_of(row: Directive) -> Facts:
    is_finished = row.state == State.REPLIED and row.finished_at is not None
    return Facts(
        limit_on=row.limit_on,
        sign_by=row.sign_by,
        is_open=row.is_open,
        is_signed=row.signed_at is not None,
        is_returned=row.state == State.RETURNED,
        has_late_part=bool(getattr(row, "has_late_part", False)),
        finished_on=timezone.localdate(row.finished_at) if is_finished else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coloured:
    """A directive with its colour of today."""

    row: Directive
    colour: Colour
    today: date
    is_recognised: bool = False  # a ground for the lateness is recognised; it stays late

    @property
    def days_over(self) -> int:
        """How many days past its limit, up to the report that came late; 0 where that says nothing."""
        if not self.row.is_open or self.colour is not Colour.OVERDUE:
            return 0
        end = facts_of(self.row).finished_on or self.today
        return max((end - self.row.limit_on).days, 0)


def coloured(
    rows: Collection[Directive], today: date, clock: Clock | None = None
) -> list[Coloured]:
    """Return rows that came `with_parts` with their colours."""
    clock = clock or clock_for({row.campaign_id for row in rows}, today)
    colours = {row.pk: colour_of(facts_of(row), today, clock.near[row.campaign_id]) for row in rows}
    recognised = recognised_among(pk for pk, one in colours.items() if one is Colour.OVERDUE)
    return [
        Coloured(
            row=row, colour=colours[row.pk], today=today, is_recognised=row.pk in recognised
        )
        for row in rows
    ]  # fmt: skip


def recognised_among(overdue_ids: Iterable[int]) -> set[int]:
    """Return which of these directives have a ground for their lateness that was recognised."""
    keys = list(overdue_ids)
    if not keys:
        return set()
    rows = Excuse.objects.filter(directive__in=keys, state=Excuse.State.RECOGNISED)
    return set(rows.values_list("directive_id", flat=True))


def with_finish(rows: QuerySet[Directive]) -> QuerySet[Directive]:
    """Mark on which day here each was last reported as finished (D1)."""
    zone = timezone.get_default_timezone()
    return rows.annotate(finished_on=TruncDate("finished_at", tzinfo=zone))


def overdue(today: date) -> Q:
    """Return the condition, for rows `with_finish`, of what is red: the same as the colour's."""
    late_report = Q(state=State.REPLIED, finished_on__gt=F("limit_on"))
    return late_report | (~Q(state=State.REPLIED) & Q(limit_on__lt=today))


def count_overdue(actor: Actor, campaign: Campaign, today: date) -> int:
    """Return how many open directives of a campaign are overdue, as its board shows them (作战室)."""
    rows = with_finish(open_directives(actor, campaign).filter(parent__isnull=True))
    return rows.filter(overdue(today)).count()


def directives_of(actor: Actor, entry: Entry, today: date) -> list[Coloured]:
    """Return the visible directives about an entry, open ones first."""
    rows = with_parts(visible_directives(actor).filter(entry=entry), today)
    found = list(rows.select_related(*WITH_ALL).order_by("limit_on", "pk"))
    found.sort(key=lambda row: not row.is_open)
    return coloured(found, today)
