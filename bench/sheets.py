"""Workbooks out and back and a list as a file, 100,000 rows, against a script that saves row by row."""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from typing import Any

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
UNITS = 40
PEER_ROWS = 2_000  # of the script; the rest is reckoned
BUDGET_READ = 90  # seconds: a process of its own a file, every line compared with what stands
BUDGET_APPLY = 0.8  # of what the script takes, which compares nothing and keeps no record
BUDGET_MEMORY = 900  # MB that all of it may take

folder = tempfile.TemporaryDirectory(prefix="guatu-bench-")
os.environ["GUATU_DATA"] = folder.name
os.environ["GUATU_SECRET_KEY"] = "bench" * 10
os.environ["DJANGO_SETTINGS_MODULE"] = "guatu.config.settings"

import django  # noqa: E402 the environment comes first

django.setup()

import xlsxwriter  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.utils import timezone  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

from guatu.accounts.models import Unit  # noqa: E402
from guatu.audit.evidence import evidence_path  # noqa: E402
from guatu.campaigns.models import Campaign  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import SYSTEM  # noqa: E402
from guatu.core.paths import child_path  # noqa: E402
from guatu.dispatch.actions import ensure_cadence, open_round  # noqa: E402
from guatu.dispatch.models import CheckIn, Round  # noqa: E402
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kinds  # noqa: E402
from guatu.sheets.actions.applying import Confirmed, apply_book  # noqa: E402
from guatu.sheets.actions.exporting import export  # noqa: E402
from guatu.sheets.actions.issuing import Wanted, issue_books  # noqa: E402
from guatu.sheets.actions.returning import Dropped, read_batch, receive  # noqa: E402
from guatu.sheets.lists import LISTS  # noqa: E402
from guatu.sheets.models import ReturnedBook, SheetIssue, SheetReturn  # noqa: E402

MONDAY = date(2026, 6, 15)
SAID = "已完成第三批资料审核，正在组织现场核验，问题清单已反馈"


def district() -> Round:
    """Make units that lead as many entries each, and a round that asks them all."""
    install_kinds()
    top = Unit.objects.create(
        name="区", kind="government", path=child_path("", 1), official_order=0
    )
    campaign = Campaign.objects.create(
        unit=top, slug="bench", title="行动", starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31), created_at=timezone.now(),
    )  # fmt: skip
    for number in range(1, UNITS + 1):
        unit = Unit.objects.create(
            name=f"第{number}局", kind="department", parent=top, official_order=number,
            path=child_path(top.path, number),
        )  # fmt: skip
        lead = (Assigned(unit_id=unit.pk),)
        due = MONDAY + timedelta(days=200)
        rows = [
            NewEntry(title=f"第{number}局任务{n}", number=str(n), leads=lead, due_on=due)
            for n in range(ROWS // UNITS)
        ]
        insert_entries(campaign, "task", rows)
    return open_round(SYSTEM, ensure_cadence(SYSTEM, campaign), MONDAY)


def filled(payload: bytes) -> bytes:
    """Return a workbook as a unit sends it back."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(payload)).get_sheet_by_index(0).to_python()
    head = next(at for at, row in enumerate(rows) if str(row[0]).startswith("编号"))
    said = rows[head].index(said_head())
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                text = SAID if place == said and at > head else value
                if text != "":
                    page.write(at, place, text)
    return out.getvalue()


def said_head() -> str:
    from guatu.core.returned import Cell  # noqa: PLC0415 after the setup
    from guatu.sheets.roundbooks import cell_titles  # noqa: PLC0415

    return cell_titles()[Cell.SAID]


def timed(what: str, do: Any, *arguments: Any) -> tuple[Any, float]:
    began = time.perf_counter()
    made = do(*arguments)
    seconds = time.perf_counter() - began
    print(f"{what}: {seconds:.1f} s, {ROWS / seconds:,.0f} rows a second")
    return made, seconds


def open_by_hand(files: list[Dropped]) -> int:
    """Read the same files as a script would: in this process, every cell."""
    count = 0
    for file in files:
        book = CalamineWorkbook.from_filelike(io.BytesIO(file.payload))
        count += sum(len(row) for row in book.get_sheet_by_index(0).to_python())
    return count


def received(one: Round, files: list[Dropped]) -> SheetReturn:
    batch = receive(SYSTEM, one, files)
    read_batch(SYSTEM, batch)
    return batch


def taken_over(batch: SheetReturn) -> int:
    related = ("unit", "issued__issue", "batch__round__campaign__unit")
    return sum(
        apply_book(SYSTEM, book, book.version, Confirmed()).written
        for book in batch.books.filter(state=ReturnedBook.State.STAGED).select_related(*related)
    )


def by_script(one: Round) -> float:
    """Save some rows one by one, each in a transaction; return the seconds for all of them."""
    rows = list(CheckIn.objects.filter(round=one).order_by("pk").values_list("pk")[:PEER_ROWS])
    began = time.perf_counter()
    for (pk,) in rows:
        with transaction.atomic():
            row = CheckIn.objects.select_related("entry", "unit").get(pk=pk)
            row.said, row.saved_at, row.version = SAID + "。", timezone.now(), row.version + 1
            row.save()
    return (time.perf_counter() - began) * ROWS / len(rows)


def exported(one: Round) -> int:
    query = QueryDict(f"slug={one.campaign.slug}&code=task")
    return export(SYSTEM, LISTS["entries"].read(SYSTEM, query)).count


def main() -> int:
    make_tables()
    one = district()
    print(f"{ROWS} rows of {UNITS} units")
    issue: SheetIssue = timed("workbooks out", issue_books, SYSTEM, one, Wanted())[0]
    files = [
        Dropped(
            name=book.evidence.file_name,
            payload=filled(evidence_path(book.evidence.digest).read_bytes()),
        )
        for book in issue.books.order_by("pk")
    ]
    size = sum(len(file.payload) for file in files) / 2**20
    print(f"{len(files)} files of {size:.1f} MB in all")
    by_hand = timed("opened by a script, nothing compared", open_by_hand, files)[1]
    batch, read = timed("read and compared", received, one, files)
    written, applied = timed("taken over as drafts", taken_over, batch)
    script = by_script(one)
    print(f"saved row by row by a script: {script:.1f} s (reckoned from {PEER_ROWS} rows)")
    row = CheckIn.objects.filter(round=one).order_by("-pk").first()
    assert row is not None  # noqa: S101 they were made above
    assert row.said == SAID  # noqa: S101 what is measured must have happened
    count = timed("the ledger as a file", exported, one)[0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at most {memory:.0f} MB")
    faults = []
    if (written, count) != (ROWS, ROWS):
        faults.append(f"{written} rows taken over, {count} exported of {ROWS}")
    if read > BUDGET_READ:
        faults.append(f"reading took {read:.1f} s, opening by hand {by_hand:.1f} s")
    if applied > script * BUDGET_APPLY:
        faults.append(f"taking over took {applied:.1f} s, a script {script:.1f} s")
    if memory > BUDGET_MEMORY:
        faults.append(f"{memory:.0f} MB of memory")
    for fault in faults:
        print(f"over budget: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
