"""Reads of units, people and posts; each takes the actor first."""

from guatu.accounts.queries.actors import actor_of, in_force
from guatu.accounts.queries.people import held_posts, post_lines, visible_people, visible_posts
from guatu.accounts.queries.units import (
    UnitNode,
    unit_names,
    unit_tree,
    units_in,
    visible_unit,
    visible_units,
)

__all__ = [
    "UnitNode",
    "actor_of",
    "held_posts",
    "in_force",
    "post_lines",
    "unit_names",
    "unit_tree",
    "units_in",
    "visible_people",
    "visible_posts",
    "visible_unit",
    "visible_units",
]
