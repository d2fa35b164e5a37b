"""Workbooks in the demo: some went out for this week's round, and a few came back to be confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guatu.core.returned import Cell
from guatu.dispatch.models import CheckIn, Round
from guatu.interchange.sheets.outgoing import write_outgoing
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, read_batch, receive
from guatu.sheets.models import IssuedBook
from guatu.sheets.queries.exchange import reachable, unit_rows
from guatu.sheets.roundbooks import Sent, facts_of, outgoing, texts_of

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

UNITS = 12
BACK = 3
SAID = (
    "本周完成现场核查两次，发现的问题已列清单并逐项销号。",
    "资料报审一次通过，正在组织下一批申报。",
    "已召开推进会，明确责任单位和完成时限。",
)
NEXT = "下周完成剩余部分并报送佐证材料"
WRONG = "八成左右"  # a share in words: it comes back marked


def lay_sheets(stage: Stage) -> None:
    """Send out the workbooks of the newest open round, and drop three of them as they came back."""
    one = newest_open(stage)
    if one is None:
        return
    office = stage.office
    owing = reachable(office, one).filter(state=CheckIn.State.DRAFT)
    order = ("unit__official_order", "unit__path", "unit")
    units = list(owing.order_by(*order).values_list("unit", flat=True).distinct()[:UNITS])
    if not units:
        return
    issue = issue_books(office, one, Wanted(unit_ids=units, note="请于截止前一天交回（模拟）"))
    books = list(issue.books.select_related("unit").order_by("-line_count", "pk")[:BACK])
    files = [
        Dropped(name=f"{book.unit.label}（已填）.xlsx", payload=typed(stage, one, book))
        for book in books
    ]
    read_batch(office, receive(office, one, files))


def newest_open(stage: Stage) -> Round | None:
    rounds = Round.objects.filter(
        campaign=stage.general, state=Round.State.OPEN, cadence__asks_check_ins=True
    )
    rows = rounds.select_related("campaign__unit", "cadence").order_by("-starts_on", "-pk")
    return rows.first()


def typed(stage: Stage, one: Round, book: IssuedBook) -> bytes:
    """Return a workbook as its unit saved it: every other row filled in, one share in words."""
    rows = unit_rows(reachable(stage.office, one), [book.unit_id])
    facts = facts_of(one, rows)
    said = {}
    for place, row in enumerate(rows):
        texts = texts_of(row)
        if place % 2 == 0:
            texts |= {Cell.SAID: SAID[(place + stage.seed) % len(SAID)], Cell.NEXT: NEXT}
        if row.entry.kind.code in facts.counted:
            texts[Cell.PROGRESS] = WRONG if place % 2 else texts[Cell.PROGRESS]
        said[row.pk] = texts
    sent = Sent(round=one, unit_name=book.unit.label, code=book.code, rows=rows, typed=said)
    return write_outgoing(outgoing(sent, facts))
