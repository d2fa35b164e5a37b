"""Loading units and people from a sheet: choose it, look at every row, apply or drop it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guatu.accounts import policies
from guatu.accounts.actions.accounts import IssuedPassword
from guatu.accounts.actions.firstpasswords import MOST_AT_ONCE, give_first_passwords
from guatu.accounts.actions.intakes import HEADS, MAY, lines_of, stage
from guatu.accounts.actions.intakes import apply as apply_intake
from guatu.accounts.actions.intakes import drop as drop_intake
from guatu.accounts.models import Intake
from guatu.accounts.queries.firstpasswords import waiting_for
from guatu.accounts.queries.intakes import Outcome, counts_of, own_intake, own_intakes
from guatu.accounts.sheets import read_sheet, workbook
from guatu.accounts.words import INTAKE_SORTS, OUTCOMES_OF_ROWS
from guatu.accounts.works import ask_to_apply, is_large, job_under_way
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.shell.downloads import download
from guatu.shell.errors import InvalidState, NotFound
from guatu.shell.routes import Request
from guatu.shell.versions import version_read

ROWS_A_PAGE = 200
SHOWN = 20
LONGEST_KEY = 19
TEMPLATES = {
    "units": (
        "单位名录",
        (("单位名称", 36), ("简称", 16), ("别名", 24), ("类型", 12), ("上级单位", 24), ("建制顺序", 10)),
        (("青溪区示范局", "区示范局", "示范局、区示范中心", "部门", "", ""),
         ("柳河镇示范村", "示范村", "", "村社区", "柳河镇", "")),
        "示例行请删去。类型可填：政府、部门、镇街、村社区、企业、专班；上级单位不填即本级。",
    ),
    "people": (
        "人员名册",
        (("姓名", 12), ("单位", 28), ("岗位", 24), ("层级", 16), ("角色", 14), ("任职起", 14),
         ("任职止", 14), ("用户名", 16)),
        (("张三", "区示范局", "综合科联络员", "联络员", "", "2027-01-01", "", "zhang.san"),),
        "示例行请删去。层级可填：责任领导、单位主要负责人、分管负责人、联络员；角色不填时随层级。",
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def intakes(request: Request) -> HttpResponse:
    """List one's own sheets; load another."""
    problem = ""
    if request.method == "POST":
        try:
            row = loaded(request)
        except InvalidState as error:
            problem = error.message
        else:
            return redirect("accounts:intake", row.pk)
    context = {
        "sorts": [(code, word) for code, word in INTAKE_SORTS.items() if MAY[code](request.actor)],
        "rows": own_intakes(request.actor)[:SHOWN],
        "words": INTAKE_SORTS,
        "problem": problem,
        "upload_note": UPLOAD_NOTE,
    }
    return render(request, "accounts/intakes.html", context, status=422 if problem else 200)


def loaded(request: Request) -> Intake:
    sort, file = request.POST.get("sort", ""), request.FILES.get("sheet")
    if sort not in HEADS:
        raise InvalidState(_("Say what the sheet holds: units or people."))
    headed, payload = read_sheet(file, HEADS[sort])
    if "name" not in headed.columns:
        raise InvalidState(_("The sheet has no column of names."))
    return stage(
        request.actor, sort, headed, file_name=(file.name if file else "") or "", payload=payload
    )


def template(_request: Request, sort: str) -> HttpResponse:
    """Send the sheet that can be filled in and loaded."""
    if sort not in TEMPLATES:
        raise NotFound(_("There is no such sheet, or it is not yours."))
    title, heads, rows, note = TEMPLATES[sort]
    return download(workbook(title, note, heads, rows), f"{title}.xlsx")


def intake(request: Request, intake_id: int) -> HttpResponse:
    return show(request, own_intake(request.actor, intake_id))


def show(request: Request, row: Intake, problem: str = "") -> HttpResponse:
    """Show every row of a staged sheet with what it would do; the faulty ones first."""
    is_staged = row.state == Intake.State.STAGED
    lines = lines_of(request.actor, row) if is_staged else []
    counts = counts_of(lines) if is_staged else row.counts
    ordered = sorted(lines, key=lambda line: (line.outcome is not Outcome.FAULTY, line.number))
    heads = HEADS[row.sort]
    waiting = waiting_for(request.actor, row, timezone.localdate()) if row.account_ids else []
    context = {
        "row": row,
        "page": Paginator(ordered, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "columns": [(key, names[0]) for key, names in heads.items()],
        "counts": [
            (OUTCOMES_OF_ROWS[code], code, counts.get(code, 0)) for code in OUTCOMES_OF_ROWS
        ],
        "words": OUTCOMES_OF_ROWS,
        "sorts": INTAKE_SORTS,
        "is_staged": is_staged,
        "may_apply": is_staged and not counts[Outcome.FAULTY.value],
        "makes_accounts": any(line.meant.get("makes_account") for line in lines),
        "is_large": is_large(row),
        "job": job_under_way(row) if is_staged else None,
        "waiting": waiting[:MOST_AT_ONCE],
        "waiting_count": len(waiting),
        "problem": problem,
        "may_see_people": policies.can_see_people(request.actor),
    }
    return render(request, "accounts/intake.html", context, status=422 if problem else 200)


def apply(request: Request, intake_id: int) -> HttpResponse:
    """Write the sheet, a large one behind the page; one-time passwords come as a sheet, this once."""
    row = own_intake(request.actor, intake_id)
    if is_large(row):
        job = ask_to_apply(request.actor, row, version_read(request))
        return redirect(f"{reverse('jobs:progress', args=[job.pk])}?follow=1")
    try:
        done = apply_intake(request.actor, row, version=version_read(request))
    except InvalidState as error:
        return show(request, own_intake(request.actor, intake_id), error.message)
    if done.passwords:
        return passwords_of(request, done.passwords)
    messages.success(request, _("Done and put on record."))
    return redirect("accounts:intake", intake_id)


def first_passwords(request: Request, intake_id: int) -> HttpResponse:
    """Make the first passwords of chosen accounts; they come as a sheet, this once."""
    row = own_intake(request.actor, intake_id)
    chosen = [int(text) for text in request.POST.getlist("account") if is_key(text)]
    try:
        issued = give_first_passwords(request.actor, row, chosen, today=timezone.localdate())
    except InvalidState as error:
        return show(request, own_intake(request.actor, intake_id), error.message)
    return passwords_of(request, issued)


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < LONGEST_KEY


@never_cache
def passwords_of(_request: Request, issued: Sequence[IssuedPassword]) -> HttpResponse:
    """Send the new accounts with their one-time passwords as a sheet: now, and never again."""
    heads = (("姓名", 14), ("用户名", 20), ("一次性密码", 30), ("领取签字", 20))
    note = "仅提供这一次，请当面或以纸质方式交给本人，用后销毁；首次登录必须修改密码。"
    return download(
        workbook("一次性密码", note, heads, [cells_of(one) for one in issued]),
        "一次性密码.xlsx",
    )


def cells_of(one: IssuedPassword) -> tuple[str, ...]:
    return (one.account.person.name, one.account.username, one.password, "")


def drop(request: Request, intake_id: int) -> HttpResponse:
    """Forget a staged sheet."""
    row = own_intake(request.actor, intake_id)
    drop_intake(request.actor, row, version=version_read(request))
    messages.success(request, _("The sheet was dropped."))
    return redirect("accounts:intakes")
