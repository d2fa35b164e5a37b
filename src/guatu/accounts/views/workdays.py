"""The editor of holidays and make-up days, year by year."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guatu.accounts.actions.workdays import set_workdays
from guatu.accounts.forms import workdays as table
from guatu.accounts.forms.workdays import BLANKS, HEADS, Stretch, from_sheet, stretches_of
from guatu.accounts.sheets import read_sheet, workbook
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState, Stale
from guatu.shell.inputs import whole
from guatu.shell.models import CalendarYear
from guatu.shell.routes import Request
from guatu.shell.versions import version_read
from guatu.shell.workdays import covered_to, special_days

ANNOUNCED_FROM = 11  # the month in which the next year's holidays are usually announced


@require_http_methods(["GET", "HEAD", "POST"])
def workdays(request: Request) -> HttpResponse:
    """Show the table of one year; keep it as it was typed, or fill it in from a sheet."""
    today = timezone.localdate()
    year = whole(request.GET.get("year", "")) or today.year
    if request.method != "POST":
        return show(request, year, stretches_of(special_days().get(year, ())))
    if "sheet" in request.FILES:
        return filled_in(request, year)
    rows = table.typed(request.POST)
    days, checked = table.read(rows)
    problems = [row.problem for row in checked if row.problem]
    if not problems:
        try:
            set_workdays(
                request.actor,
                year,
                days,
                version=version_read(request),
                source=request.POST.get("source", "").strip()[:200],
            )
        except (InvalidState, Stale) as error:
            problems.append(error.message)
            if isinstance(error, Stale):  # what was typed stays; sent once more, it is meant
                return show(request, year, checked, problems=problems, status=error.status)
        else:
            messages.success(request, _("Done and put on record."))
            return redirect(f"{reverse('accounts:workdays')}?year={year}")
    return show(request, year, checked, problems=problems, status=422)


def filled_in(request: Request, year: int) -> HttpResponse:
    """Show the rows of a sheet in the form; nothing is kept before it is saved."""
    try:
        headed, _payload = read_sheet(request.FILES.get("sheet"), HEADS)
    except InvalidState as error:
        rows = stretches_of(special_days().get(year, ()))
        return show(request, year, rows, problems=[error.message], status=422)
    _days, checked = table.read(from_sheet(headed))
    return show(request, year, checked, is_preview=True)


def template(_request: Request) -> HttpResponse:
    """Send the sheet that can be filled in and loaded."""
    heads = (("开始日期", 16), ("结束日期", 16), ("类型", 12), ("名称", 24))
    rows = (("2027-01-01", "2027-01-03", "放假", "元旦"), ("2027-02-07", "", "上班", "调休"))
    note = "类型填“放假”或“上班”；只有一天的，结束日期可不填。示例行请改为公布的安排。"
    return download(workbook("节假日与调休安排", note, heads, rows), "节假日与调休安排.xlsx")


def show(
    request: Request,
    year: int,
    rows: Sequence[Stretch],
    *,
    problems: Sequence[str] = (),
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    known = special_days()
    kept = CalendarYear.objects.filter(year=year).first()
    context = {
        "year": year,
        "rows": [*rows, *[Stretch() for _blank in range(BLANKS)]],
        "problems": problems,
        "is_preview": is_preview,
        "kept": kept,
        "version": kept.version if kept is not None else 0,
        "source": request.POST.get("source", kept.source if kept is not None else ""),
        "years": sorted({*known, today.year, today.year + 1}),
        "known": known,
        "covered_to": covered_to(known),
        "missing": today.year + 1 if today.year + 1 not in known else None,
        "is_urgent": today.month >= ANNOUNCED_FROM,
        "upload_note": UPLOAD_NOTE,
    }
    return render(request, "accounts/workdays.html", context, status=status)
