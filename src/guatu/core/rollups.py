"""Deriving a parent's standing from the entries beneath it (D7): only leaves count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from guatu.core.errors import CoreError
from guatu.core.lamps import Lamp

WHOLE = 1000


class RollUp(StrEnum):
    """How a parent derives from its leaves."""

    SUM = "sum"  # each leaf counts the same
    WEIGHTED = "weighted"  # each leaf by its weight
    WORST = "worst"  # the least progress and the worst lamp
    NONE = "none"  # it does not: it stands for itself, and counts as a leaf above


class Circle(CoreError, ValueError):  # noqa: N818 named by what happened
    """An entry is its own ancestor."""

    def __init__(self, node_id: int) -> None:
        super().__init__(f"entry {node_id} stands beneath itself; change its parent", code="circle")
        self.node_id = node_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One entry as the roll-up sees it.

    Parameters
    ----------
    id, parent_id : int
        Keys; the parent may be outside the set.
    roll_up : RollUp
        How this node derives from what is beneath it.
    progress : int or None
        Thousandths; None where nothing was reported.
    is_done : bool
        A closed entry counts as whole, whatever was reported.
    weight : int or None
        Any unit, the same for all; not negative.
    """

    id: int
    parent_id: int | None
    roll_up: RollUp
    lamp: Lamp
    progress: int | None = None
    is_done: bool = False
    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What a parent derives: thousandths, a lamp (only for `WORST`), and what it was counted from.

    `progress` is None where no leaf says anything, or where weights are missing
    (`unweighted_count`). A leaf that is silent among others counts as nothing done.
    """

    progress: int | None
    lamp: Lamp | None
    leaf_count: int
    done_count: int
    silent_count: int
    unweighted_count: int


def derive(nodes: Iterable[Node]) -> dict[int, Derived]:
    """Return what each parent with a roll-up derives.

    Parameters
    ----------
    nodes : iterable of Node
        The parents of interest with all that stands beneath them.

    Raises
    ------
    Circle
        If a node is its own ancestor.
    """
    known = {node.id: node for node in nodes}
    children: dict[int, list[Node]] = defaultdict(list)
    for node in known.values():
        if node.parent_id is not None:
            children[node.parent_id].append(node)
    return {
        node.id: derived(node.roll_up, leaves(node, children))
        for node in known.values()
        if node.roll_up is not RollUp.NONE and children[node.id]
    }


def leaves(top: Node, children: Mapping[int, list[Node]]) -> list[Node]:
    """Return the leaves beneath `top`: nodes without children, or that do not derive from them."""
    found: list[Node] = []
    seen = {top.id}
    waiting = list(children.get(top.id, ()))
    while waiting:
        node = waiting.pop()
        if node.id in seen:
            raise Circle(node.id)
        seen.add(node.id)
        beneath = children.get(node.id, ())
        if beneath and node.roll_up is not RollUp.NONE:
            waiting.extend(beneath)
        else:
            found.append(node)
    return found


def derived(roll_up: RollUp, found: list[Node]) -> Derived:
    """Return one parent's standing from its leaves."""
    silent = [node for node in found if progress_of(node) is None]
    unweighted = [node for node in found if node.weight is None]
    progress: int | None
    if len(silent) == len(found):
        progress = None
    elif roll_up is RollUp.WORST:
        progress = min(progress_of(node) or 0 for node in found)
    elif roll_up is RollUp.WEIGHTED:
        progress = None if unweighted else share([(node.weight or 0, node) for node in found])
    else:
        progress = share([(1, node) for node in found])
    order = list(Lamp)
    return Derived(
        progress=progress,
        lamp=min((n.lamp for n in found), key=order.index) if roll_up is RollUp.WORST else None,
        leaf_count=len(found),
        done_count=sum(node.is_done for node in found),
        silent_count=len(silent),
        unweighted_count=len(unweighted) if roll_up is RollUp.WEIGHTED else 0,
    )


def progress_of(node: Node) -> int | None:
    return WHOLE if node.is_done else node.progress


def share(weighted: list[tuple[int, Node]]) -> int | None:
    """Return the weighted mean in thousandths, rounded down: never more than was done."""
    whole = sum(weight for weight, _node in weighted)
    if not whole:
        return None
    return sum(weight * (progress_of(node) or 0) for weight, node in weighted) // whole
