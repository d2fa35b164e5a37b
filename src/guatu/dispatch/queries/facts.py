"""What the lamps of a campaign are lit from, in a number of queries that does not grow with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import BooleanField, Case, F, OuterRef, Q, QuerySet, Subquery, Value, When

from guatu.campaigns.models import Campaign, Observation, Validity
from guatu.core.actors import SYSTEM
from guatu.core.lamps import EntryFacts, MilestoneFact, Outcome
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.policies import APPROVED
from guatu.ledgers.models import Entry, EntryLamp, EntryTarget, Milestone
from guatu.ledgers.queries import in_force_entries, installed_kinds

Stood = tuple[str, str, str, dict[str, object]]  # lamp, rule, rule set, inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class LampFacts:
    """The facts of entries by the rule set of their kind, and how each stands now."""

    by_rule_set: dict[str, list[EntryFacts]]
    standing: dict[int, Stood]


@dataclass(slots=True)
class Reports:
    """What the recent rounds say of one entry: how often in a row no news, how often nothing."""

    unchanged: int = 0
    missing: int = 0
    is_unchanged_known: bool = False
    is_missing_known: bool = False

    def see(self, check_in: CheckInLine) -> None:
        """Take the next older round into account. Silence is no news, and breaks no row."""
        if not self.is_missing_known and check_in.is_closed:
            self.is_missing_known = check_in.is_received
            self.missing += not check_in.is_received
        if not self.is_unchanged_known and check_in.is_approved:
            self.is_unchanged_known = not check_in.is_unchanged
            self.unchanged += check_in.is_unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInLine:
    is_closed: bool
    is_received: bool
    is_approved: bool
    is_unchanged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """All that is known of a campaign's entries beside their own columns."""

    milestones: dict[int, list[MilestoneFact]] = field(default_factory=dict)
    reports: dict[int, Reports] = field(default_factory=dict)
    begun: Collection[int] = ()
    awaiting: Collection[int] = ()


def lamp_facts(
    campaign: Campaign, *, rounds_seen: int, entry_ids: Collection[int] | None = None
) -> LampFacts:
    """Return the facts of a campaign's entries in force, or of some of them."""
    entries = in_force_entries(SYSTEM, campaign)
    if entry_ids is not None:
        entries = entries.filter(pk__in=entry_ids)
    rounds = list(
        Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True)
        .order_by("-starts_on", "-pk")
        .values_list("pk", "state")[: 2 * rounds_seen + 1]
    )
    recent = Recent(
        milestones=milestones_of(entries),
        reports=reports_of(entries, rounds),
        begun=begun_of(entries),
        awaiting=awaiting_of(entries),
    )
    return gather(campaign, entries, recent)


def gather(campaign: Campaign, entries: QuerySet[Entry], recent: Recent) -> LampFacts:
    kinds = {kind.code: kind for kind in installed_kinds()}
    by_rule_set: defaultdict[str, list[EntryFacts]] = defaultdict(list)
    rows = entries.order_by("pk").values_list(
        "pk", "kind__code", "stage", "starts_on", "due_on", "closed_on", "progress"
    )
    for pk, code, stage, starts_on, due_on, closed_on, progress in rows:
        kind = kinds[code]
        reports = recent.reports.get(pk, Reports())
        by_rule_set[kind.lamp_rules].append(
            EntryFacts(
                entry_id=pk,
                starts_on=starts_on or campaign.starts_on,
                due_on=due_on,
                closed_on=closed_on,
                has_begun=pk in recent.begun or stage != kind.first_stage.code,
                milestones=tuple(recent.milestones.get(pk, ())),
                progress=progress if kind.has_quantity else None,
                unchanged_rounds=reports.unchanged,
                missing_reports=reports.missing,
                awaits_figure=pk in recent.awaiting,
            )
        )
    standing = {
        pk: (lamp, rule, rule_set, inputs)
        for pk, lamp, rule, rule_set, inputs in EntryLamp.objects.filter(
            entry__in=entries
        ).values_list("entry_id", "entry__lamp", "rule", "rule_set", "inputs")
    }
    return LampFacts(by_rule_set=dict(by_rule_set), standing=standing)


def milestones_of(entries: QuerySet[Entry]) -> dict[int, list[MilestoneFact]]:
    found: defaultdict[int, list[MilestoneFact]] = defaultdict(list)
    rows = Milestone.objects.filter(entry__in=entries).values_list("entry_id", "due_on", "outcome")
    for entry_id, due_on, outcome in rows.order_by("due_on", "pk"):
        found[entry_id].append(MilestoneFact(due_on=due_on, outcome=Outcome(outcome)))
    return dict(found)


def reports_of(entries: QuerySet[Entry], rounds: list[tuple[int, str]]) -> dict[int, Reports]:
    """Return what the unit that owns an entry said of it in `rounds`, the newest first."""
    states = dict(rounds)
    rows = CheckIn.objects.filter(
        round__in=states, entry__in=entries, unit=F("entry__unit")
    ).order_by("-round__starts_on", "-pk")
    found: defaultdict[int, Reports] = defaultdict(Reports)
    for entry_id, round_id, state, is_unchanged, received_at in rows.values_list(
        "entry_id", "round_id", "state", "is_unchanged", "received_at"
    ):
        found[entry_id].see(
            CheckInLine(
                is_closed=states[round_id] != Round.State.OPEN,
                is_received=received_at is not None,
                is_approved=state in APPROVED,
                is_unchanged=is_unchanged,
            )
        )
    return dict(found)


def begun_of(entries: QuerySet[Entry]) -> frozenset[int]:
    """Return the entries of which an approved check-in reported something."""
    rows = CheckIn.objects.filter(entry__in=entries, state__in=APPROVED, is_unchanged=False)
    return frozenset(rows.order_by().values_list("entry_id", flat=True).distinct())


def awaiting_of(entries: QuerySet[Entry]) -> frozenset[int]:
    """Return the entries that serve a target whose latest figure is due but not published (T5)."""
    latest = (
        Observation.objects.filter(
            indicator=OuterRef("target__indicator"),
            unit=OuterRef("target__unit"),
            replaced_by__isnull=True,
        )
        .annotate(
            is_awaited=Case(
                When(Q(amount_fen__isnull=True, mantissa__isnull=True), then=Value(value=True)),
                default=Value(value=False),
                output_field=BooleanField(),
            )
        )
        .order_by("-as_of", "-pk")
        .values("is_awaited")[:1]
    )
    served = EntryTarget.objects.filter(entry__in=entries, target__validity=Validity.IN_FORCE)
    rows = served.annotate(is_awaited=Subquery(latest))
    return frozenset(rows.filter(is_awaited=True).values_list("entry_id", flat=True))
