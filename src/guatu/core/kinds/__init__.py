"""What a ledger kind declares, read from TOML; the values that its entries may hold.

`model` < `nodes`, `tracks` < `reading`; `model` < `values`.
"""

from guatu.core.kinds.model import (
    BUILT_IN_COLUMNS,
    Choice,
    Field,
    FieldType,
    Filler,
    Function,
    KindDefinition,
    KindError,
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
    "Statistic",
    "StepBy",
    "Track",
    "TrackState",
    "awaiting_states",
    "check_fields",
    "kind_from_data",
    "marked_values",
    "node_line_of",
    "placed_nodes",
    "read_kind",
    "series_points",
    "steps_from",
]
