"""How large a workbook may be; apart from the readers, so that nobody loads their libraries for it."""

MAX_ROWS = 3_000  # the largest task table of a county has a thousand or two
MAX_COLUMNS = 400
MAX_CELLS = 300_000
# Ledgers and workbooks that come back are read as cells, not as the text of a plan.
MOST_ROWS = 100_100  # a hundred thousand lines, with what stands about them
MOST_COLUMNS = MAX_COLUMNS
MOST_CELLS = 2_000_000


def size_of(sheet: str, rows: int, columns: int) -> str:
    """Return the detail of a refusal: how large a sheet is, and its name."""
    return f"{rows}\t{columns}\t{sheet}"


def size_in(detail: str) -> tuple[str, int, int] | None:
    """Return the name of a sheet, its rows and its columns, if a refusal tells them."""
    rows, _tab, rest = detail.partition("\t")
    columns, tab, sheet = rest.partition("\t")
    return (sheet, int(rows), int(columns)) if tab else None
