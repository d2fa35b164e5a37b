"""Messy ledgers of real offices: where the head stands, what columns mean, what days and units are written."""

from guatu.core.adopting.columns import ColumnGuess, FieldName, guess_columns
from guatu.core.adopting.days import DayReading, Sureness, read_day, read_start
from guatu.core.adopting.grids import Grid, grid_of_cells, grids_of_document
from guatu.core.adopting.heads import Head, find_head, head_texts
from guatu.core.adopting.lines import OldLine, Skipped, SkipReason, lines_of
from guatu.core.adopting.meanings import Meaning
from guatu.core.adopting.unitcells import UnitWords, read_units

__all__ = [
    "ColumnGuess",
    "DayReading",
    "FieldName",
    "Grid",
    "Head",
    "Meaning",
    "OldLine",
    "SkipReason",
    "Skipped",
    "Sureness",
    "UnitWords",
    "find_head",
    "grid_of_cells",
    "grids_of_document",
    "guess_columns",
    "head_texts",
    "lines_of",
    "read_day",
    "read_start",
    "read_units",
]
