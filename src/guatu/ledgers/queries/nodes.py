"""The nodes of an entry's line: where the rules put them, and the milestones that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guatu.core.kinds import (
    KindDefinition,
    Node,
    NodeLine,
    PlacedNode,
    node_line_of,
    placed_nodes,
)
from guatu.ledgers.models import Entry, Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStep:
    """A node of the line, its milestone if it was laid, and the day that the rule gives."""

    node: Node
    day: date | None
    milestone: Milestone | None

    @property
    def is_decided(self) -> bool:
        return self.milestone is not None and self.milestone.outcome != Milestone.Outcome.OPEN


def placed_on(entry: Entry, line: NodeLine) -> tuple[PlacedNode, ...]:
    """Return the nodes by their rules; without a start the campaign's first day counts."""
    return placed_nodes(
        line,
        starts_on=entry.starts_on or min(entry.campaign.starts_on, entry.due_on or date.max),
        due_on=entry.due_on,
    )


def node_steps(
    entry: Entry, kind: KindDefinition, milestones: Sequence[Milestone]
) -> list[NodeStep]:
    """Return the line of an entry with its milestones; empty where it runs none."""
    line = node_line_of(kind, entry.fields)
    if line is None:
        return []
    laid = laid_nodes(milestones)
    return [
        NodeStep(node=one.node, day=one.day, milestone=laid.get(one.node.code))
        for one in placed_on(entry, line)
    ]


def laid_nodes(milestones: Sequence[Milestone]) -> dict[str, Milestone]:
    """Return the milestone of each node; of one that was missed and moved, the one in its place."""
    after = {row.moved_from_id: row for row in milestones if row.moved_from_id is not None}
    found: dict[str, Milestone] = {}
    for row in milestones:
        if row.node:
            last = row
            while last.pk in after:
                last = after[last.pk]
            found[row.node] = last
    return found
