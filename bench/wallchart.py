"""A wall chart of 100 lines as PDF of A0 against the same bars in a workbook that an office suite prints."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import chart  # which sets Django up first
import xlsxwriter
from django.http import QueryDict
from django.utils import timezone, translation

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign
from guatu.config.tables import make_tables
from guatu.core.actors import SYSTEM, Role
from guatu.core.chart import Line
from guatu.ledgers.queries import visible_scope
from guatu.overview.chartfiles import ChartFile, chart_pdf, on_paper
from guatu.overview.queries.chart import Grouping, Wanted, chart_lines

BUDGET_SECONDS = 1.0  # for a hundred lines, all of it: read, laid out, typeset
SIZES = (100, 300, 2000)
WEEKS = 53
SUITE = ("soffice", "libreoffice")


def printed(query: str) -> ChartFile:
    """Make the PDF as the page does."""
    return chart_pdf(on_paper(SYSTEM, "bench", QueryDict(query)), timezone.now())


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def workbook(lines: Sequence[Line], path: Path) -> None:
    """Draw the bars as an office does by hand: a cell a week, filled with colour."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.set_landscape()
    sheet.set_paper(8)  # A3: a workbook knows no A0
    sheet.fit_to_pages(1, 0)
    filled = book.add_format({"bg_color": "#1d4280"})
    for row, line in enumerate(lines, 1):
        sheet.write_row(row, 0, [line.number, line.title, line.unit, line.leader, str(line.due_on)])
        first, last = line.starts_on or chart.FIRST, line.due_on or chart.LAST
        for week in range((first - chart.FIRST).days // 7, (last - chart.FIRST).days // 7 + 1):
            if 0 <= week < WEEKS:
                sheet.write_blank(row, 5 + week, None, filled)
    book.close()


def suite_seconds(campaign: Campaign) -> float | None:
    """Return how long an office suite takes to print the workbook, None where there is none."""
    program = next(filter(None, map(shutil.which, SUITE)), None)
    if program is None:
        return None
    scope = visible_scope(SYSTEM, campaign.slug, "all")
    wanted = Wanted(grouping=Grouping.UNIT)
    found = chart_lines(SYSTEM, scope, wanted=wanted, kinds=[], today=date(2026, 6, 18))
    lines = [line for group in found.groups for line in group.lines]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chart.xlsx"

        def work() -> None:
            workbook(lines, path)
            subprocess.run(  # noqa: S603 a program found by its name
                [program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--convert-to", "pdf", "--outdir", folder, str(path)],
                check=True, capture_output=True,
            )  # fmt: skip

        work()  # its first start makes a profile
        return seconds(work)


def main() -> int:
    make_tables()
    translation.activate("zh-hans")
    chart.LINES = SIZES[0]
    campaign, _account = chart.prepare()
    post = Post.objects.get(role=Role.LEADER)
    units = list(Unit.objects.filter(kind="department").order_by("official_order"))
    cold = seconds(lambda: printed("paper=A0&group=unit"))
    peer = suite_seconds(campaign)
    there = SIZES[0]
    for size in SIZES:
        chart.put(campaign, post, units, range(there, size))
        there = size
        for query in (
            "paper=A0&group=unit",
            "paper=A0&group=unit&rows=full",
            "paper=A3&group=unit",
        ):
            took = seconds(lambda query=query: printed(query))
            made = printed(query)
            print(
                f"{size} lines, {query}: {took:.2f} s, {made.sheets} sheets, print of {made.size:g} pt, "
                f"{len(made.payload) // 1024} KiB"
            )
    print(f"{SIZES[0]} lines on A0 the first time, fonts read too: {cold:.2f} s")
    print(f"a workbook of {SIZES[0]} lines printed by an office suite, A3 at most: "
          + (f"{peer:.2f} s" if peer else "no suite here"))  # fmt: skip
    if cold > BUDGET_SECONDS or (peer and cold > peer):
        print("above the aim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
