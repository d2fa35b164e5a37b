"""What the checker says of a paper of ours, as its Word file will be measured by whoever receives it."""

from __future__ import annotations

from functools import lru_cache

from guatu.core.burden.lengths import Paper as Limit
from guatu.core.official.checking import Report, check
from guatu.core.official.paper import OfficialPaper
from guatu.interchange.official.reading import measure
from guatu.interchange.official.writing import write_official
from guatu.paper.models import Bulletin, Sort
from guatu.paper.queries.bulletins import LIMITS, paper_of

KEPT = 32  # a page is opened many times between two edits, and measuring takes half a second


def report_of(row: Bulletin) -> Report:
    """Return what deviates from GB/T 9704 in a bulletin as it reads now."""
    return measured(paper_of(row), LIMITS[Sort(row.sort)])


@lru_cache(maxsize=KEPT)
def measured(paper: OfficialPaper, limit: Limit) -> Report:
    return check(measure(write_official(paper), name="paper.docx"), sort=limit)
