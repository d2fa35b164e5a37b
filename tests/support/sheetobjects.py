"""Objects of sheets for the walk of routes: workbooks of a round, an old ledger, a form of an office above."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter
from django.http import QueryDict
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.adopting.grids import Grid
from guatu.dispatch.models import Round
from guatu.ledgers.models import Kind
from guatu.sheets.actions.adopting import stage
from guatu.sheets.actions.exporting import export, keep_asked, keep_made, list_asked
from guatu.sheets.actions.higher import NewForm, fill_in, keep_form
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, receive

OLD = (("序号", "任务名称", "牵头单位"), ("1", "清理旧账", "区财政局"))
ASKED = (("序号", "任务名称", "牵头单位"), ("", "", ""))


def workbook(rows: tuple[tuple[str, ...], ...]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("表")
    for row, cells in enumerate(rows):
        page.write_row(row, 0, cells)
    book.close()
    return buffer.getvalue()


def of_old_ledgers(world: World, campaign: Campaign) -> dict[str, dict[str, int | str]]:
    """Return what the routes of 台账认领 and 上级来表 take."""
    office = world.actor("office")
    adoption = stage(
        office,
        campaign,
        Kind.objects.get(code="task"),
        grids=(Grid(title="表", rows=OLD),),
        file=("旧台账.xlsx", workbook(OLD)),
    )
    grid = Grid(title="表", rows=ASKED)
    new = NewForm(
        title="月报",
        asked_by="市发展改革委",
        unit_id=world.finance.pk,
        rhythm="month",
        first_due_on=date(2026, 6, 25),
    )
    form = keep_form(office, campaign, new, grids=(grid,), file=("月报.xlsx", workbook(ASKED)))
    words = dict.fromkeys(("empty", "by-hand", "untied"), "待填")
    made = fill_in(office, form, grids=(grid,), as_of=date(2026, 6, 15), words=words)
    old: dict[str, int | str] = {"adoption_id": adoption.pk, "version": adoption.version}
    kept: dict[str, int | str] = {"form_id": form.pk, "version": form.version}
    acts = ("file", "faults", "look", "head", "columns", "answer", "apply", "undo", "drop")
    return {
        "sheets:adoption": old,
        **{f"sheets:adoption-{act}": old for act in acts},
        **{
            f"sheets:higher-{act}": kept
            for act in ("form", "original", "asking", "layout", "fill", "retire")
        },
        "sheets:higher-filled": {**kept, "number": made.number},
    }


def of_sheets(world: World, one: Round) -> dict[str, dict[str, int | str]]:
    """Return the finance office's workbook of a round, and a file that its liaison dropped."""
    liaison = world.actor("liaison")
    out = issue_books(liaison, one, Wanted())
    back = receive(liaison, one, [Dropped(name="填报表.csv", payload="编号,进展\n".encode())])
    batch: dict[str, int | str] = {"batch_id": back.pk}
    book: dict[str, int | str] = {"book_id": back.books.get().pk}
    acts = ("apply", "drop", "undo", "file", "faults")
    listed = list_asked(liaison, "needs", QueryDict(f"campaign={one.campaign.slug}"))
    made = keep_made(liaison, keep_asked(liaison, "needs", ""), export(liaison, listed))
    needs: dict[str, int | str] = {"code": "needs"}
    file: dict[str, int | str] = {"export_id": made.pk}
    return {
        **dict.fromkeys(("sheets:list", "sheets:list-make"), needs),
        **dict.fromkeys(("sheets:list-made", "sheets:list-file"), file),
        "sheets:issued-book": {"book_id": out.books.get().pk},
        "sheets:issue-zip": {"issue_id": out.pk},
        **dict.fromkeys(("sheets:batch", "sheets:batch-apply", "sheets:batch-faults"), batch),
        **dict.fromkeys(("sheets:book", *(f"sheets:book-{act}" for act in acts)), book),
    }
