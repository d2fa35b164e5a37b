"""How large a workbook may be; apart from the readers, so that nobody loads their libraries for it."""

MAX_ROWS = 3_000  # the largest task table of a county has a thousand or two
MAX_COLUMNS = 400
MAX_CELLS = 300_000
