"""What a ledger kind declares, read from TOML; the values that its entries may hold.

`model` < `tables`, `values` < `nodes`, `tracks`, `fieldreading` < `reading`; `model` < `limits`.
"""

from guatu.core.kinds.expanding import expanded
from guatu.core.kinds.limits import Limit, Standing, last_day, log_due, nearest_limit, stage_limit
from guatu.core.kinds.model import (
    BUILT_IN_COLUMNS,
    Choice,
    Field,
    FieldType,
    Filler,
    Function,
    KindDefinition,
    KindError,
    Log,
    Mark,
    Name,
    Node,
    NodeLine,
    PrintHints,
    Stage,
    Statistic,
    StepBy,
    Track,
    TrackState,
)
from guatu.core.kinds.nodes import PlacedNode, node_line_of, placed_nodes
from guatu.core.kinds.reading import kind_from_data, read_kind
from guatu.core.kinds.tracks import awaiting_states, steps_from
from guatu.core.kinds.values import (
    Checked,
    FieldProblem,
    MarkedValue,
    ProblemCode,
    SeriesPoint,
    check_fields,
    check_row,
    folded,
    marked_values,
    series_points,
)

__all__ = [
    "BUILT_IN_COLUMNS",
    "Checked",
    "Choice",
    "Field",
    "FieldProblem",
    "FieldType",
    "Filler",
    "Function",
    "KindDefinition",
    "KindError",
    "Limit",
    "Log",
    "Mark",
    "MarkedValue",
    "Name",
    "Node",
    "NodeLine",
    "PlacedNode",
    "PrintHints",
    "ProblemCode",
    "SeriesPoint",
    "Stage",
    "Standing",
    "Statistic",
    "StepBy",
    "Track",
    "TrackState",
    "awaiting_states",
    "check_fields",
    "check_row",
    "expanded",
    "folded",
    "kind_from_data",
    "last_day",
    "log_due",
    "marked_values",
    "nearest_limit",
    "node_line_of",
    "placed_nodes",
    "read_kind",
    "series_points",
    "stage_limit",
    "steps_from",
]
