"""What papers print of a closed round besides its states, as it was kept when it closed (D6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from guatu.campaigns.models import Campaign, Validity
from guatu.campaigns.queries.figures import TargetState, states_of, visible_targets
from guatu.core.actors import SYSTEM, Actor
from guatu.dispatch.models import DetailState, Round
from guatu.dispatch.queries.pasts import holding
from guatu.ledgers.models import Milestone

BATCH = 500


class Part(StrEnum):
    """What is kept with a round; a round of before a part was kept does not have it."""

    LINES = "lines"  # the columns of an entry on the wall
    NODES = "nodes"  # its nodes: title, day, outcome
    NEEDS = "needs"  # what it needs, and who clears it by when
    FIGURES = "figures"  # where a target stood
    FRAME = "frame"  # the campaign's own names, days and phases


def has_kept(one: Round | None, part: Part) -> bool:
    return one is not None and part in one.kept_parts


def kept_of(one: Round, part: Part, ids: Iterable[int]) -> dict[int, Any]:
    """Return what was kept of some entries or targets; whoever asks has seen to it that they are seen."""
    wanted = sorted(set(ids))
    found: dict[int, Any] = {}
    for first in range(0, len(wanted), BATCH):
        rows = DetailState.objects.filter(
            holding(one), part=part, about_id__in=wanted[first : first + BATCH]
        )
        found |= dict(rows.order_by().values_list("about_id", "content"))
    return found


def kept_among(one: Round, part: Part, ids: QuerySet[Any, Any]) -> dict[int, Any]:
    """Return what was kept of the entries of a query: one query more, however many these are."""
    rows = DetailState.objects.filter(holding(one), part=part, about_id__in=ids)
    return dict(rows.order_by("about_id").values_list("about_id", "content"))


def all_kept(one: Round, part: Part) -> dict[int, Any]:
    """Return what was kept of everything: for parts that few entries have."""
    rows = DetailState.objects.filter(holding(one), part=part).order_by()
    return dict(rows.values_list("about_id", "content"))


def nodes_to_keep(campaign: Campaign, _day: date) -> Iterator[tuple[int, Any]]:
    """Yield the nodes and goals of each entry in force: title, day and how each came out."""
    rows = (
        Milestone.objects.filter(entry__campaign=campaign, entry__validity=Validity.IN_FORCE)
        .order_by("entry_id", "due_on", "pk")
        .values_list("entry_id", "title", "due_on", "outcome")
    )
    entry_id = 0
    nodes: list[list[str]] = []
    for pk, title, due_on, outcome in rows.iterator():
        if pk != entry_id and nodes:
            yield entry_id, nodes
            nodes = []
        entry_id = pk
        nodes.append([title, due_on.isoformat(), outcome])
    if nodes:
        yield entry_id, nodes


def frame_to_keep(campaign: Campaign, _day: date) -> Iterator[tuple[int, Any]]:
    """Yield what stands around the rows of a paper: the campaign's names, days and phases."""
    yield campaign.pk, frame_told(campaign)


def frame_at(campaign: Campaign, past: Round | None) -> dict[str, Any]:
    """Return the campaign's names, days and phases as a round kept them, else as they stand.

    Rounds that kept no short name have the one of today, while the name is still the same.
    """
    now = frame_told(campaign)
    if past is None or not has_kept(past, Part.FRAME):
        return now
    then = kept_of(past, Part.FRAME, [campaign.pk])[campaign.pk]
    short = now["short_title"] if then["title"] == now["title"] else ""
    return {"short_title": short, **then}


def frame_told(campaign: Campaign) -> dict[str, Any]:
    phases = campaign.phases.order_by("ordinal").values_list("name", "starts_on", "ends_on")
    return {
        "title": campaign.title,
        "short_title": campaign.short_title,
        "starts_on": campaign.starts_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "phases": [[name, first.isoformat(), last.isoformat()] for name, first, last in phases],
    }


def figures_to_keep(campaign: Campaign, day: date) -> Iterator[tuple[int, Any]]:
    """Yield where each target in force stands, as papers print it."""
    targets = visible_targets(SYSTEM, campaign).filter(validity=Validity.IN_FORCE)
    rows = list(targets.order_by("pk"))
    parents = {target.pk: target.parent_id for target in rows}
    for state in states_of(rows, campaign, day):
        yield state.target_id, {"parent": parents[state.target_id], **figure_of(state)}


def figure_of(state: TargetState) -> dict[str, Any]:
    actual = state.progress.actual
    return {
        "indicator": state.indicator,
        "unit": state.unit,
        "written": state.written,
        "actual": None if actual is None else f"{actual:f}",
        "measure": state.measure or "",
        "shape": state.shape.value,
        "standing": state.standing.value,
        "done": state.done,
    }


def kept_figures(actor: Actor, one: Round) -> list[dict[str, Any]]:
    """Return where the targets that an actor sees stood at a close, in the order of the targets.

    The parts of a target that is itself in this list stand on its page: they count once.
    """
    seen = visible_targets(actor, one.campaign).select_related(None).order_by()
    kept = kept_of(one, Part.FIGURES, seen.values_list("pk", flat=True))
    return [kept[pk] for pk in sorted(kept) if kept[pk]["parent"] not in kept]
