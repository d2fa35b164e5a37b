"""What a ledger kind declares, read from TOML; the values that its entries may hold.

`model` < `reading`, `values`.
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
    PrintHints,
    Stage,
    Statistic,
)
from guatu.core.kinds.reading import kind_from_data, read_kind
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
    "PrintHints",
    "ProblemCode",
    "SeriesPoint",
    "Stage",
    "Statistic",
    "check_fields",
    "kind_from_data",
    "marked_values",
    "read_kind",
    "series_points",
]
