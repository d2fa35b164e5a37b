"""Node lines: which nodes an entry passes by the value of a choice field, and on which days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from guatu.core.kinds.model import Field, FieldType, KindDefinition, Node, NodeLine

if TYPE_CHECKING:
    from guatu.core.kinds.tables import Table

WHOLE = 100
RULES = ("offset_days", "share_percent", "before_due_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNode:
    """A node with the day on which its rule puts it; None where a date that the rule needs is missing."""

    node: Node
    day: date | None


def node_line_of(kind: KindDefinition, fields: Mapping[str, Any]) -> NodeLine | None:
    """Return the line that an entry with these extra fields runs, if the kind has one for it."""
    return next((line for line in kind.node_lines if fields.get(line.field) == line.value), None)


def placed_nodes(
    line: NodeLine, *, starts_on: date | None, due_on: date | None
) -> tuple[PlacedNode, ...]:
    """Return the nodes of a line with their days, in the line's order.

    Parameters
    ----------
    line : NodeLine
        The nodes and their rules.
    starts_on, due_on : date or None
        The first and the last day of the entry.

    Returns
    -------
    tuple of PlacedNode
        A share of the time is counted in whole days, halves up. An offset may lead beyond the due
        date: that is a conflict for people to see, not one to hide.
    """
    return tuple(
        PlacedNode(node=node, day=day_of(node, starts_on=starts_on, due_on=due_on))
        for node in line.nodes
    )


def day_of(node: Node, *, starts_on: date | None, due_on: date | None) -> date | None:
    if node.offset_days is not None:
        return starts_on and starts_on + timedelta(days=node.offset_days)
    if node.before_due_days is not None:
        return due_on and due_on - timedelta(days=node.before_due_days)
    if starts_on is None or due_on is None:
        return None
    length = (due_on - starts_on).days
    share = node.share_percent or 0
    return starts_on + timedelta(days=(length * share * 2 + WHOLE) // (WHOLE * 2))


def read_node_line(table: Table, fields: Sequence[Field]) -> NodeLine:
    """Return the line that one ``[[node_lines]]`` declares.

    Raises
    ------
    KindError
        If its field is no choice field, the value none of its choices, or a node is wrong.
    """
    table.only("field", "value", "nodes")
    key, value = table.code("field"), table.code("value")
    field = next((f for f in fields if f.key == key and f.type is FieldType.CHOICE), None)
    if field is None:
        raise table.wrong("field", f"{key!r} is no choice field of this kind; name one")
    if field.choice(value) is None:
        known = ", ".join(choice.code for choice in field.choices)
        raise table.wrong("value", f"{value!r} is no choice of {key!r}; use one of {known}")
    nodes = tuple(read_node(row) for row in table.tables("nodes"))
    if not nodes:
        raise table.wrong("nodes", "declare at least one [[node_lines.nodes]]")
    codes = [node.code for node in nodes]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise table.wrong("nodes", f"{twice!r} stands twice; give each its own code")
    return NodeLine(field=key, value=value, nodes=nodes)


def read_node(table: Table) -> Node:
    table.only("code", "name", "proof", *RULES)
    if sum(rule in table.values for rule in RULES) != 1:
        raise table.wrong("offset_days", f"say when it is due by exactly one of {', '.join(RULES)}")
    share = table.number("share_percent", None)
    if share is not None and share > WHOLE:
        raise table.wrong("share_percent", "a share of the time lies between 0 and 100")
    return Node(
        code=table.code("code"),
        name=table.name("name"),
        proof=table.optional_name("proof"),
        offset_days=table.number("offset_days", None),
        share_percent=share,
        before_due_days=table.number("before_due_days", None),
    )
