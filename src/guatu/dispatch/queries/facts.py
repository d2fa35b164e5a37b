"""What the lamps of a campaign are lit from, in a number of queries that does not grow with it.

Entries come in chunks, so that the memory of a recompute does not grow with the campaign either;
what no rule in use looks at is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from guatu.campaigns.models import Campaign, Observation, Validity
from guatu.core.actors import SYSTEM, Actor
from guatu.core.kinds import KindDefinition
from guatu.core.kinds.limits import OF_LOG
from guatu.core.lamps import EntryFacts, MilestoneFact, MoneyFact, MonthFact, Outcome
from guatu.dispatch.models import CheckIn
from guatu.dispatch.policies import APPROVED
from guatu.dispatch.queries.course_facts import MoneyPlan, money_of, starts_of
from guatu.dispatch.queries.reported import Reports, Window, months_of, reports_of, returns_of
from guatu.ledgers.models import Entry, EntryLamp, EntryTarget, Milestone
from guatu.ledgers.queries import batches, in_force_entries, installed_kinds
from guatu.ledgers.queries.rulesets import RulesInUse, rules_in_use

CHUNK = 10_000
COLUMNS = (
    "pk", "kind__code", "stage", "starts_on", "due_on", "closed_on", "progress", "lamp",
    "lamp_until", "is_reported",
)  # fmt: skip
OF_LIMITS = ("stage_since", "limit_at", "limit_for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How an entry's lamp stands: what is shown, and what was last computed."""

    shown: str
    until: date | None
    lamp: str
    rule: str
    rule_set: str
    version: int
    inputs: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lighting:
    """By what a campaign is lit on a day: the rules of each kind, and what they look at."""

    campaign: Campaign
    today: date
    kinds: Mapping[str, KindDefinition]
    rules: Mapping[str, RulesInUse]

    def asks(self, *rules: str) -> bool:
        """Say whether any kind is lit by one of these rules."""
        return any(not one.rule_set.rule_names.isdisjoint(rules) for one in self.rules.values())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of entries that the rules look at; the wide and slow ones only if they do."""
        limits = OF_LIMITS if self.asks("stage_limit", "limit_soon") else ()
        return (*COLUMNS, *limits, *(("fields",) if self.asks("late_in_statistics") else ()))

    @property
    def rounds_seen(self) -> int:
        return max((one.rule_set.rounds_seen for one in self.rules.values()), default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The facts of some entries, each with its kind's code, and how each stands now."""

    facts: list[tuple[str, EntryFacts]]
    standing: dict[int, Stood]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """All that is known of a chunk's entries beside their own columns."""

    milestones: dict[int, list[MilestoneFact]] = field(default_factory=dict)
    reports: dict[int, Reports] = field(default_factory=dict)
    months: dict[int, MonthFact] = field(default_factory=dict)
    returns: dict[int, int] = field(default_factory=dict)
    starts: dict[int, date] = field(default_factory=dict)
    money: dict[int, MoneyFact] = field(default_factory=dict)
    awaiting: Collection[int] = ()


def lighting_of(campaign: Campaign, today: date) -> Lighting:
    """Return by what a campaign is lit on a day."""
    kinds = installed_kinds()
    return Lighting(
        campaign=campaign,
        today=today,
        kinds={kind.code: kind for kind in kinds},
        rules=rules_in_use(campaign, kinds, today),
    )


def lamp_facts(
    lighting: Lighting, *, entry_ids: Collection[int] | None = None, actor: Actor = SYSTEM
) -> Iterator[Chunk]:
    """Yield the facts of a campaign's entries in force, or of some of them, in chunks.

    A preview asks for those that its actor sees.
    """
    entries = in_force_entries(actor, lighting.campaign)
    window = Window.of(lighting.campaign, lighting.today, rounds_seen=lighting.rounds_seen)
    if entry_ids is not None:
        for ids in batches(sorted(entry_ids)):
            yield chunk_of(lighting, window, entries.filter(pk__in=ids))
        return
    first = 0
    while True:
        rest = entries.filter(pk__gt=first).order_by("pk").values_list("pk", flat=True)
        last = last_of(rest)
        if last is None:
            return
        yield chunk_of(lighting, window, entries.filter(pk__gt=first, pk__lte=last))
        first = last


def last_of(ids: QuerySet[Entry, int]) -> int | None:
    """Return the last id of the next chunk; None if there is none."""
    full = list(ids[CHUNK - 1 : CHUNK])
    return full[0] if full else ids.reverse().first()


def chunk_of(lighting: Lighting, window: Window, entries: QuerySet[Entry]) -> Chunk:
    kinds = list(lighting.kinds.values())
    recent = Recent(
        milestones=milestones_of(entries) if lighting.asks("missed_milestones") else {},
        reports=reports_of(entries, window),
        months=months_of(entries, window) if lighting.asks("month_missing", "month_late") else {},
        returns=returns_of(entries, window) if lighting.asks("poor_quality") else {},
        starts=starts_of(entries, kinds) if lighting.asks("late_in_statistics") else {},
        money=money_of(entries, MoneyPlan.of(kinds, lighting.today))
        if lighting.asks("payment_behind")
        else {},
        awaiting=awaiting_of(entries) if lighting.asks("pending") else (),
    )
    return gather(lighting, entries, recent)


def gather(lighting: Lighting, entries: QuerySet[Entry], recent: Recent) -> Chunk:
    spoken = CheckIn.objects.filter(entry=OuterRef("pk"), state__in=APPROVED, is_unchanged=False)
    rows = entries.annotate(is_reported=Exists(spoken.order_by())).order_by("pk")
    standing = stood(entries)
    facts, shown = [], {}
    columns = lighting.columns
    for row in rows.values_list(*columns).iterator(chunk_size=2000):
        values = dict(zip(columns, row, strict=True))
        kind = lighting.kinds[values["kind__code"]]
        facts.append((kind.code, facts_of(lighting, kind, values, recent)))
        shown[values["pk"]] = (values["lamp"], values["lamp_until"])
    return Chunk(
        facts=facts,
        standing={pk: Stood(shown=shown[pk][0], until=shown[pk][1], **standing[pk])
                  for pk in standing if pk in shown},
    )  # fmt: skip


def facts_of(
    lighting: Lighting, kind: KindDefinition, values: Mapping[str, Any], recent: Recent
) -> EntryFacts:
    pk = values["pk"]
    reports = recent.reports.get(pk, Reports())
    limit_on = limit_day(values) if "limit_at" in values else None
    return EntryFacts(
        entry_id=pk,
        starts_on=values["starts_on"] or lighting.campaign.starts_on,
        due_on=values["due_on"],
        closed_on=values["closed_on"],
        has_begun=has_begun(kind, values),
        milestones=tuple(recent.milestones.get(pk, ())),
        progress=values["progress"] if kind.has_quantity else None,
        unchanged_rounds=reports.unchanged,
        missing_reports=reports.missing,
        awaits_figure=pk in recent.awaiting,
        has_started=has_started(kind, values["stage"]),
        started_on=recent.starts.get(pk),
        money=recent.money.get(pk),
        in_statistics=in_statistics(kind, values["fields"]) if "fields" in values else None,
        month=recent.months.get(pk, MonthFact()),
        returns=recent.returns.get(pk, 0),
        limit_on=limit_on,
        limit_since=values["stage_since"] if limit_on else None,
        is_limit_of_log=values.get("limit_for", "").startswith(OF_LOG),
    )


def has_begun(kind: KindDefinition, values: Mapping[str, Any]) -> bool:
    """Say whether an entry is under way; one of which no round asks is so from its first day."""
    is_past_first = values["stage"] != kind.first_stage.code
    return bool(values["is_reported"] or is_past_first or not kind.is_reported)


def limit_day(values: Mapping[str, Any]) -> date | None:
    """Return the last day within the nearest limit of the course: `limit_at` is the moment after."""
    if values["limit_at"] is None:
        return None
    return timezone.localdate(values["limit_at"] - timedelta(microseconds=1))


def has_started(kind: KindDefinition, stage: str) -> bool | None:
    start = next((place for place, one in enumerate(kind.stages) if one.is_start), None)
    return None if start is None else kind.stage_position(stage) >= start


def in_statistics(kind: KindDefinition, fields: Mapping[str, Any]) -> bool | None:
    """Say whether the last state of the kind's track is reached; None where there is no track."""
    if not kind.tracks:
        return None
    track = kind.tracks[0]
    return bool(fields.get(track.field) == track.states[-1].code)


def stood(entries: QuerySet[Entry]) -> dict[int, dict[str, Any]]:
    names = ("lamp", "rule", "rule_set", "version", "inputs")
    rows = EntryLamp.objects.filter(entry__in=entries).values_list(
        "entry_id", "lamp", "rule", "rule_set", "rule_set_version", "inputs"
    )
    return {pk: dict(zip(names, rest, strict=True)) for pk, *rest in rows}


def milestones_of(entries: QuerySet[Entry]) -> dict[int, list[MilestoneFact]]:
    found: defaultdict[int, list[MilestoneFact]] = defaultdict(list)
    rows = Milestone.objects.filter(entry__in=entries).values_list("entry_id", "due_on", "outcome")
    for entry_id, due_on, outcome in rows.order_by("due_on", "pk"):
        found[entry_id].append(MilestoneFact(due_on=due_on, outcome=Outcome(outcome)))
    return dict(found)


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
