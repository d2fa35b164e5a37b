"""The facts of a bulletin: of a round or of a period, from what was frozen where it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from guatu.accounts.models import Post
from guatu.accounts.queries import office_posts
from guatu.campaigns.models import Campaign
from guatu.campaigns.queries.figures import TargetState, target_states
from guatu.core.actors import Actor
from guatu.core.lamps import Lamp
from guatu.core.official import wording
from guatu.core.official.facts import (
    Facts,
    ProblemFact,
    Reports,
    RoundFact,
    TargetFact,
    UnitFact,
)
from guatu.core.pace import Standing
from guatu.core.shapes import Shape
from guatu.dispatch.models import CheckIn, EntryState, Round
from guatu.dispatch.queries.changes import changes_between, picture_before, units_now
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.dispatch.queries.details import Part, frame_at, has_kept, kept_figures
from guatu.dispatch.queries.pasts import UnitThen, holding, units_at
from guatu.dispatch.queries.periodrows import Stretch, counted, troubled
from guatu.dispatch.queries.periods import NUMBERS, PeriodPicture, picture
from guatu.dispatch.queries.spans import Ends, Span
from guatu.dispatch.queries.sums import NOTHING, Counts, counts_of, lamps_at, total
from guatu.ledgers.queries import in_force_entries
from guatu.paper.queries.aheadfacts import ahead
from guatu.paper.queries.latefacts import late_in
from guatu.paper.queries.periodchanges import NAMED, changed, changed_in

PROBLEMS = 20
OFFICE = "办公室"
Lamps = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Facts, and of when they are."""

    facts: Facts
    as_of: datetime


def facts_of_round(actor: Actor, one: Round, now: datetime) -> Found:
    """Return the facts of a round: of its close once it is over, else as they are now."""
    campaign = one.campaign
    is_over = one.state != Round.State.OPEN
    earlier = picture_before(campaign, one)
    later = one if is_over else None
    span = Span(every="", starts_on=one.starts_on, ends_on=one.ends_on)
    here = Stretch(
        actor=actor, campaign=campaign, span=span, rounds=(one,),
        ends=Ends(first=earlier, last=later),
    )  # fmt: skip
    _rounds, by_unit = counts_of(actor, campaign, [one])
    lamps = lamps_at(actor, one) if is_over else lamps_now(actor, campaign)
    names = {**units_now(), **(units_at(one) if is_over else {})}
    as_of = one.closed_at if is_over and one.closed_at else now
    told = Facts(
        **head_of(campaign, frame_at(campaign, later)),
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        ordinal=one.ordinal,
        is_sealed=one.state == Round.State.FROZEN,
        as_of=moment(as_of),
        reports=reports_of(total(by_unit.values())),
        units=unit_facts(by_unit, lamps, names),
        lamps=by_lamp(lamps),
        last_lamps=by_lamp(lamps_at(actor, earlier)) if earlier else None,
        **changed(changes_between(actor, campaign, earlier, later, most=NAMED)),
        **late_in(actor, one, names, is_over=is_over, day_of=timezone.localdate(as_of)),
        problems=problem_facts(visible_check_ins(actor, campaign).filter(round=one), later),
        **ahead(actor, campaign, span, today=timezone.localdate(as_of), past=later, units=names),
        targets=round_targets(actor, one),
        numbers=counted(here, NUMBERS),
    )
    return Found(facts=told, as_of=as_of)


def facts_of_period(
    actor: Actor, campaign: Campaign, every: str, day: date, now: datetime
) -> Found:
    """Return the facts of a period, as its page shows them.

    Raises
    ------
    NotFound
        The campaign has no such period.
    """
    found = picture(actor, campaign, every, day)
    here = Stretch.of(actor, campaign, found.span)
    last = found.last_round
    has_ended = found.span.has_ended(timezone.localdate(now))
    closed_at = last.closed_at if last else None
    as_of = closed_at if has_ended and closed_at is not None else now
    past = last if has_ended else None
    names = {**units_now(), **(units_at(past) if past else {})}
    named = troubled(here, last)
    frame = frame_at(campaign, past)
    told = Facts(
        **head_of(campaign, frame),
        starts_on=max(found.span.starts_on, date.fromisoformat(frame["starts_on"])),
        ends_on=min(found.span.ends_on, date.fromisoformat(frame["ends_on"])),
        every=every,
        is_sealed=found.is_final and has_ended,
        as_of=moment(as_of),
        reports=reports_of(found.reports),
        last_reports=reports_of(found.last_reports) if found.last_span else None,
        units=period_units(found),
        lamps=dict(found.lamps_last),
        last_lamps=dict(found.lamps_first) if found.first_round else None,
        **changed_in(here),
        problems=problem_facts(named, last),
        problem_count=standing_words(named).count(),
        **ahead(
            actor,
            campaign,
            found.span,
            today=timezone.localdate(as_of),
            past=past,
            units=names,
        ),
        targets=target_facts([part.state for part in found.targets]),
        # the figures of a month come after its last round is closed: the paper says as of when they are
        figures_as_of=wording.day(timezone.localdate(now), year=True) if has_ended else "",
        rounds=round_facts(found),
        numbers=dict(found.numbers),
        last_numbers=dict(found.last_numbers),
    )
    return Found(facts=told, as_of=as_of)


def head_of(campaign: Campaign, frame: Mapping[str, Any]) -> dict[str, Any]:
    """Return the campaign by its name of then, and who issues the paper today."""
    title = wording.joined(frame["short_title"] or frame["title"])
    return {"campaign": title, "issuer": issuer_of(campaign)}


def issuer_of(campaign: Campaign) -> str:
    """Return who issues a campaign's papers: the office of its own unit, else the unit's 办公室.

    The office of a district runs what a town does beneath it, and does not speak in its name.
    """
    unit = campaign.unit
    offices = Post.objects.filter(pk__in=office_posts(unit.path), scope=unit).order_by("pk")
    own = offices.select_related("unit").first()
    name = own.unit.name if own else unit.name
    return name if own or name.endswith(OFFICE) else f"{name}{OFFICE}"


def moment(value: datetime) -> str:
    """Return a moment as an official paper says it; midnight is 24时 of the day before."""
    local = timezone.localtime(value)
    if (local.hour, local.minute) == (0, 0):
        before = local.date() - timedelta(days=1)
        return f"{before.year}年{before.month}月{before.day}日24时"
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{minutes}"


def reports_of(counts: Counts) -> Reports:
    return Reports(
        asked=counts.asked, received=counts.received, late=counts.late,
        unchanged=counts.unchanged, problems=counts.problems,
    )  # fmt: skip


def lamps_now(actor: Actor, campaign: Campaign) -> Lamps:
    rows = in_force_entries(actor, campaign).order_by().values_list("unit_id", "lamp")
    found: dict[int, dict[str, int]] = {}
    for unit_id, lamp, number in rows.annotate(n=Count("pk")):
        found.setdefault(unit_id, {})[lamp] = number
    return found


def by_lamp(units: Lamps) -> dict[str, int]:
    found: dict[str, int] = {}
    for lamps in units.values():
        for lamp, number in lamps.items():
            found[lamp] = found.get(lamp, 0) + number
    return dict(sorted(found.items()))


def unit_facts(
    counts: Mapping[int, Counts], lamps: Lamps, names: Mapping[int, UnitThen]
) -> tuple[UnitFact, ...]:
    """Return the units in 建制顺序, by the names of then."""
    ids = [pk for pk in {*counts, *lamps} if pk in names]
    return tuple(
        UnitFact(
            name=names[pk].label,
            reports=reports_of(counts.get(pk, NOTHING)),
            lamps=dict(lamps.get(pk, {})),
        )
        for pk in sorted(ids, key=lambda pk: (names[pk].official_order, names[pk].path))
    )


def period_units(found: PeriodPicture) -> tuple[UnitFact, ...]:
    return tuple(
        UnitFact(name=part.unit.label, reports=reports_of(part.counts), lamps=dict(part.lamps_last))
        for part in found.units
    )


def round_facts(found: PeriodPicture) -> tuple[RoundFact, ...]:
    """Return the rounds of a period; what they are of is said where they are of several sorts."""
    sorts = {part.round.cadence_id for part in found.rounds}
    return tuple(
        RoundFact(
            name=f"{part.round.cadence.event if len(sorts) > 1 else ''}第{part.round.ordinal}期"
            f"（{wording.days(part.round.starts_on, part.round.ends_on)}）",
            reports=reports_of(part.counts),
        )
        for part in found.rounds
    )


def standing_words(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Return those of `rows` whose words were handed in and not sent back: these are being rewritten."""
    return rows.filter(received_at__isnull=False).exclude(state=CheckIn.State.RETURNED)


def problem_facts(rows: QuerySet[CheckIn], at: Round | None) -> tuple[ProblemFact, ...]:
    """Return what reports say that they need: of late entries first, units in 建制顺序.

    How late an entry was, and its title, are read from the picture of the round; without one they
    are as they stand now.
    """
    named = standing_words(rows).exclude(problem="")
    held = EntryState.objects.filter(holding(at)) if at else EntryState.objects.none()
    then = held.filter(entry=OuterRef("entry")).order_by()
    late = Case(
        *(When(stood=lamp.value, then=place) for place, lamp in enumerate(Lamp)),
        default=len(Lamp),
        output_field=IntegerField(),
    )
    named = named.annotate(
        stood=Coalesce(Subquery(then.values("lamp")[:1]), F("entry__lamp")),
        called=Coalesce(Subquery(then.values("title")[:1]), F("entry__title")),
    ).annotate(late=late)
    named = named.order_by(
        "late", "unit__official_order", "unit__path", "entry__position", "entry_id", "pk"
    )
    columns = ("unit__name", "unit__short_name", "called", "problem", "entry_id")
    return tuple(
        ProblemFact(unit=short or name, title=title, text=text, entry=entry_id)
        for name, short, title, text, entry_id in named.values_list(*columns)[:PROBLEMS]
    )


def round_targets(actor: Actor, one: Round) -> tuple[TargetFact, ...]:
    """Return where the targets stood as a round kept it, else by what had been told at its close."""
    if has_kept(one, Part.FIGURES):
        return tuple(kept_target(told) for told in kept_figures(actor, one))
    known_at = None if one.state == Round.State.OPEN else one.closed_at
    return target_facts(target_states(actor, one.campaign, one.ends_on, known_at=known_at))


def kept_target(told: Mapping[str, Any]) -> TargetFact:
    standing = Standing(told["standing"])
    return TargetFact(
        name=told["indicator"],
        unit=told["unit"],
        owed=told["written"].removeprefix(told["indicator"]),
        actual=figure_text(told["actual"], told["measure"], standing, shape=told.get("shape", "")),
        standing=standing.value,
        done=told["done"],
    )


def target_facts(states: Sequence[TargetState]) -> tuple[TargetFact, ...]:
    return tuple(
        TargetFact(
            name=state.indicator,
            unit=state.unit,
            owed=state.written.removeprefix(state.indicator),
            actual=actual_of(state),
            standing=state.standing.value,
            done=state.done,
        )
        for state in states
    )


def actual_of(state: TargetState) -> str:
    actual = state.progress.actual
    written = None if actual is None else f"{actual:f}"
    return figure_text(written, state.measure or "", state.standing, shape=state.shape.value)


def figure_text(written: str | None, measure: str, standing: Standing, *, shape: str) -> str:
    if written is None:
        return "待发布" if standing is Standing.PENDING else "未报"
    return f"第{written}位" if shape == Shape.RANK and not measure else f"{written}{measure}"
