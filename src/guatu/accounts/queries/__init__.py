"""Reads of units, people and posts; each takes the actor first."""

from guatu.accounts.queries.actors import actor_of, in_force
from guatu.accounts.queries.askers import asker
from guatu.accounts.queries.offices import office_posts
from guatu.accounts.queries.people import held_posts, post_lines, visible_people, visible_posts
from guatu.accounts.queries.units import (
    UnitNode,
    unit_names,
    unit_tree,
    units_around,
    units_in,
    visible_unit,
    visible_units,
)
from guatu.accounts.queries.written import units_meant, units_written, written_names

__all__ = [
    "UnitNode",
    "actor_of",
    "asker",
    "held_posts",
    "in_force",
    "office_posts",
    "post_lines",
    "unit_names",
    "unit_tree",
    "units_around",
    "units_in",
    "units_meant",
    "units_written",
    "visible_people",
    "visible_posts",
    "visible_unit",
    "visible_units",
    "written_names",
]
