"""Steps of the ladder and suggestions, as far as an actor sees them: of units, in 建制顺序, never of persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from guatu.accounts.models import Person, Post
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, ActorKind
from guatu.ledgers.models import Entry
from guatu.shell.errors import NotFound
from guatu.supervision.models import (
    LadderAnswer,
    LadderStep,
    LadderSuggestion,
    Rung,
    SupervisionRules,
)
from guatu.supervision.queries.matters import decides, seen

WITH_ALL = (
    "campaign__unit", "unit", "entry__unit", "directive", "target__indicator", "decided_post",
    "issued", "sheet",
)  # fmt: skip
HOUSE = "house"


def visible_steps(actor: Actor, campaign: Campaign | None = None) -> QuerySet[LadderStep]:
    """Return the steps that an actor sees: of campaigns it runs, leads or assesses, and of its units.

    移送线索 is for who runs or leads the campaign alone.
    """
    rows = LadderStep.objects.select_related(*WITH_ALL)
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return rows
    return rows.filter(seen(actor, "unit") & (~Q(rung=Rung.REFER) | decides(actor)))


def visible_step(actor: Actor, step_id: int) -> LadderStep:
    row = visible_steps(actor).filter(pk=step_id).first()
    if row is None:
        raise NotFound
    return row


def visible_answer(actor: Actor, answer_id: int) -> LadderAnswer:
    rows = LadderAnswer.objects.select_related("step__campaign__unit", "step__unit", "evidence")
    row = rows.filter(pk=answer_id, step__in=visible_steps(actor).order_by().values("pk")).first()
    if row is None:
        raise NotFound
    return row


def visible_suggestions(
    actor: Actor, campaign: Campaign | None = None
) -> QuerySet[LadderSuggestion]:
    """Return the suggestions that an actor sees: who runs or leads the campaign; units see decisions."""
    rows = LadderSuggestion.objects.select_related(
        "campaign__unit", "unit", "entry__unit", "directive", "target__indicator"
    )
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    return rows if actor.kind is ActorKind.SYSTEM else rows.filter(decides(actor))


def visible_suggestion(actor: Actor, suggestion_id: int) -> LadderSuggestion:
    row = visible_suggestions(actor).filter(pk=suggestion_id).first()
    if row is None:
        raise NotFound
    return row


def steps_about(actor: Actor, entry: Entry) -> QuerySet[LadderStep]:
    """Return the visible steps about an entry, the directives about it included."""
    return visible_steps(actor).filter(Q(entry=entry) | Q(directive__entry=entry)).order_by("pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The names behind a decision: who decided at which post, and who wrote it down from paper."""

    decider: str
    post: str
    recorder: str


def names_behind(rows: Iterable[LadderStep]) -> dict[int, Named]:
    """Return the names behind steps, by the step: two queries."""
    rows = list(rows)
    ids = {pk for row in rows for pk in (row.decided_by, row.recorded_by) if pk is not None}
    names = dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))
    posts = dict(
        Post.objects.filter(pk__in={row.decided_post_id for row in rows}).values_list("pk", "title")
    )
    return {
        row.pk: Named(
            decider=names.get(row.decided_by or 0, ""),
            post=posts.get(row.decided_post_id or 0, ""),
            recorder=names.get(row.recorded_by or 0, ""),
        )
        for row in rows
    }


def counts_by_unit(actor: Actor, campaign: Campaign) -> list[tuple[str, dict[str, int]]]:
    """Return, for each unit with steps in force in 建制顺序, how many of each: never ranked (T12)."""
    rows = (
        visible_steps(actor, campaign)
        .filter(state=LadderStep.State.IN_FORCE)
        .order_by("unit__official_order", "unit__path")
        .values_list("unit_id", "unit__name", "unit__short_name", "rung")
        .annotate(n=Count("pk"))
    )
    found: dict[int, tuple[str, dict[str, int]]] = {}
    for unit_id, name, short_name, rung, count in rows:
        _label, counts = found.setdefault(unit_id, (short_name or name, {}))
        counts[rung] = counts.get(rung, 0) + count
    return list(found.values())


def rules_for(campaign: Campaign | None) -> SupervisionRules:
    """Return the thresholds that hold: a campaign's own, else the house's, else the built-in ones."""
    scopes = [HOUSE, *([str(campaign.pk)] if campaign else [])]
    rows = {row.scope: row for row in SupervisionRules.objects.filter(scope__in=scopes)}
    own = rows.get(str(campaign.pk)) if campaign else None
    return own or rows.get(HOUSE) or SupervisionRules(scope=HOUSE)
