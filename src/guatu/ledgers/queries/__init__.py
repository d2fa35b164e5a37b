"""Reads of ledgers and entries, always for an actor (D8)."""

from guatu.ledgers.queries.batches import batches
from guatu.ledgers.queries.details import (
    Beneath,
    ChainLink,
    DutyLine,
    Quote,
    StageStep,
    beneath,
    duty_lines,
    names_of,
    open_stages,
    owner_chain,
    passages_of,
    quote_of,
    stage_line,
    tied_targets,
    visible_parent,
)
from guatu.ledgers.queries.fieldfilters import filter_fields, is_askable
from guatu.ledgers.queries.fieldunits import units_named
from guatu.ledgers.queries.kinds import definition_of, installed_kinds, spoken, unasked_kinds
from guatu.ledgers.queries.paging import BY_FIELD, SORTS, field_sorts
from guatu.ledgers.queries.rollups import derived_progress
from guatu.ledgers.queries.scopes import (
    ALL,
    Filters,
    Scope,
    ledgers_of,
    narrowed,
    owning_units,
    visible_scope,
)
from guatu.ledgers.queries.sheets import (
    SheetPage,
    SheetRow,
    UnitLabel,
    lamp_totals,
    sheet_page,
)
from guatu.ledgers.queries.statistics import Figure, Part, figures
from guatu.ledgers.queries.units import posts_for
from guatu.ledgers.queries.visibility import (
    in_force_entries,
    visible_entries,
    visible_entry,
)

__all__ = [
    "ALL",
    "BY_FIELD",
    "SORTS",
    "Beneath",
    "ChainLink",
    "DutyLine",
    "Figure",
    "Filters",
    "Part",
    "Quote",
    "Scope",
    "SheetPage",
    "SheetRow",
    "StageStep",
    "UnitLabel",
    "batches",
    "beneath",
    "definition_of",
    "derived_progress",
    "duty_lines",
    "field_sorts",
    "figures",
    "filter_fields",
    "in_force_entries",
    "installed_kinds",
    "is_askable",
    "lamp_totals",
    "ledgers_of",
    "names_of",
    "narrowed",
    "open_stages",
    "owner_chain",
    "owning_units",
    "passages_of",
    "posts_for",
    "quote_of",
    "sheet_page",
    "spoken",
    "stage_line",
    "tied_targets",
    "unasked_kinds",
    "units_named",
    "visible_entries",
    "visible_entry",
    "visible_parent",
    "visible_scope",
]
