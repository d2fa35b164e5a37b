"""The sheets of one old ledger's file that stand together: what the page shows and sends of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guatu.sheets.models import Adoption
from guatu.sheets.queries.adopting import sheets_beside
from guatu.sheets.queries.meant import Meant
from guatu.shell.inputs import whole
from guatu.shell.routes import Request


def together(row: Adoption, read: Mapping[int, Meant]) -> list[dict[str, Any]]:
    """Return the sheets of the file that stand where this one does, with what is open of each.

    `read` has what those come to that wait for a word.
    """
    going = {Adoption.State.STAGED, Adoption.State.APPLIED}
    beside = sheets_beside(row, row.state) if row.state in going and len(row.sheets) > 1 else []
    if len(beside) == 1:
        return []
    told = []
    for one in beside:
        found = read.get(one.pk)
        told.append(
            {
                "row": one,
                "is_here": one.pk == row.pk,
                "lines": len(found.taken) if found else one.counts.get("lines", 0),
                "open": len(found.open_questions) if found else 0,
                "doubtful": sum(g.is_doubtful for g in found.ledger.guesses) if found else 0,
            }
        )
    return told


def seen_others(request: Request, row: Adoption) -> list[tuple[Adoption, int]]:
    """Return the other sheets of the file that are taken over with one, by the versions on the page."""
    said = seen_versions(request)
    return [
        (one, said[one.pk]) for one in sheets_beside(row) if one.pk in said and one.pk != row.pk
    ]


def seen_versions(request: Request) -> dict[int, int]:
    """Return the versions of other sheets as the page sent them, by the ids of their ledgers."""
    said = (one.partition(":")[::2] for one in request.POST.getlist("others"))
    return {whole(pk) or 0: whole(seen) or 0 for pk, seen in said}
