"""How much of a file is read, and how long: one place for all readers."""

MEGABYTE = 1024 * 1024

MAX_FILE_BYTES = 50 * MEGABYTE  # a plan of a hundred pages with pictures has five
MAX_TEXT_BYTES = 20 * MEGABYTE  # of a plain text: six million characters
MAX_CHARACTERS = 2_000_000  # of what a reader gives back: a hundred and fifty long plans
MAX_PAGES = 500

# An office document of text packs ten to one, a sheet of zeros thirty to one; a bomb a thousand.
MAX_PARTS = 5_000  # of an archive
MAX_PART_BYTES = 64 * MEGABYTE  # unpacked
MAX_UNPACKED_BYTES = 256 * MEGABYTE
MAX_RATIO = 200
RATIO_COUNTS_FROM = 8 * MEGABYTE  # a shorter part may pack as well as it likes

CPU_SECONDS = 20
WALL_SECONDS = 30
MEMORY_BYTES = 1024 * MEGABYTE
READERS_AT_ONCE = 2  # of one process
WAIT_SECONDS = 10  # for one of them to end
