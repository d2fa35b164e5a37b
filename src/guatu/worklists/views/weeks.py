"""周工作清单: the leading members' weeks in official order, one post's week by day, its workbook."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries import in_force
from guatu.audit.evidence import UPLOAD_NOTE
from guatu.campaigns.queries import any_simulated
from guatu.core.tablebook import Book
from guatu.interchange.tablebook.xlsx import write_xlsx
from guatu.shell.downloads import download
from guatu.shell.errors import NotFound
from guatu.shell.inputs import whole
from guatu.shell.routes import Request
from guatu.worklists.forms import LineForm, SignedForm
from guatu.worklists.models import WeekList
from guatu.worklists.policies import can_keep_list, can_run_lists, can_settle_list, place_of
from guatu.worklists.queries.lines import week_of
from guatu.worklists.queries.lists import names_in_office, visible_post, visible_posts
from guatu.worklists.queries.settings import setting_for
from guatu.worklists.queries.weeks import (
    days_of,
    month_work_of,
    post_weeks,
    posts_with_lists,
    week_rows,
)
from guatu.worklists.sheets import week_sheet
from guatu.worklists.wording import words

WEEK = timedelta(days=7)
POSTS_A_PAGE = 60


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def monday_asked(request: Request, today: date) -> date:
    """Return the Monday of the week asked for, else of this week."""
    return week_of(day_of(request.GET.get("week", "")) or today)


def index(request: Request) -> HttpResponse:
    """Show the leading members in official order, each with the week's days; `all` those without a list too."""
    today = timezone.localdate()
    monday = monday_asked(request, today)
    is_all = request.GET.get("all") == "1"
    posts: Any = visible_posts(request.actor) if is_all else posts_with_lists(request.actor, monday)
    page = Paginator(posts, POSTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "sample": {"is_simulated": any_simulated(request.actor)},
        "monday": monday,
        "days": [monday + timedelta(days=place) for place in range(7)],
        "earlier": monday - WEEK,
        "later": monday + WEEK,
        "today": today,
        "is_all": is_all,
        "page": page,
        "weeks": post_weeks(request.actor, list(page.object_list), monday, today),
        "may_make": can_run_lists(request.actor),
        "setting": setting_for(request.actor),
        "own": [grant.post_id for grant in request.actor.grants],
    }
    return render(request, "worklists/index.html", context)


def list_for(request: Request, post_id: int, monday: str) -> tuple[Post, date, WeekList | None]:
    post = visible_post(request.actor, post_id)
    day = day_of(monday)
    if day is None or week_of(day) != day:
        raise NotFound
    return post, day, WeekList.objects.filter(post=post, starts_on=day).first()


def week(request: Request, post_id: int, monday: str) -> HttpResponse:
    """Show one post's week: by day, in the wall's columns; it prints as it stands."""
    post, day, one = list_for(request, post_id, monday)
    return show_week(request, post, day, one)


def show_week(
    request: Request,
    post: Post,
    monday: date,
    one: WeekList | None,
    *,
    line: LineForm | None = None,
    signed: SignedForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    rows, hidden = week_rows(request.actor, one, today) if one else ([], 0)
    place = place_of(post)
    may_keep = can_keep_list(request.actor, place)
    context = {
        "sample": {"is_simulated": any_simulated(request.actor)},
        "post": post,
        "holder": names_in_office([post.pk], today).get(post.pk, ""),
        "one": one,
        "monday": monday,
        "sunday": monday + WEEK - timedelta(days=1),
        "earlier": monday - WEEK,
        "later": monday + WEEK,
        "today": today,
        "days": days_of(rows, monday),
        "count": len(rows),
        "hidden": hidden,
        "month_work": month_work_of(rows, monday),
        "may_keep": may_keep,
        "may_settle": one is not None
        and one.settled_at is None
        and can_settle_list(request.actor, place),
        "line_form": (line or line_form(request, post, max(today, monday))) if may_keep else None,
        "signed_form": signed or signed_form(post, today),
        "upload_note": UPLOAD_NOTE,
        **words(),
    }
    status = 422 if line is not None or signed is not None else 200
    return render(request, "worklists/week.html", context, status=status)


def line_form(request: Request, post: Post, day: date) -> LineForm:
    body = request.POST if request.method == "POST" else None
    first, end = post.scope.subtree
    units = Unit.objects.filter(path__gte=first, path__lt=end, valid_to__isnull=True)
    return LineForm(
        body, units=units.order_by("official_order", "path"), initial={"day": day.isoformat()}
    )


def signed_form(post: Post, day: date, data: Any = None, files: Any = None) -> SignedForm:
    signers = (
        Appointment.objects.filter(in_force(day), post=post)
        .select_related("person", "post")
        .order_by("is_deputy", "pk")
    )
    return SignedForm(data, files, signers=signers, initial={"signed_on": day.isoformat()})


def week_file(request: Request, post_id: int, monday: str) -> HttpResponse:
    """Send one post's week as a workbook."""
    post, day, one = list_for(request, post_id, monday)
    if one is None:
        raise NotFound
    today = timezone.localdate()
    rows, hidden = week_rows(request.actor, one, today)
    sheet = week_sheet(
        post, day, rows, holder=names_in_office([post.pk], today).get(post.pk, ""), hidden=hidden
    )
    return download(write_xlsx(Book(title=sheet.title, sheets=(sheet,))), f"{sheet.title}.xlsx")


def week_files(request: Request) -> HttpResponse:
    """Send the week of all leading members in official order, a sheet each."""
    today = timezone.localdate()
    monday = monday_asked(request, today)
    posts = posts_with_lists(request.actor, monday)
    place = whole(request.GET.get("page", ""), most=1000) or 1
    posts = posts[(place - 1) * POSTS_A_PAGE : place * POSTS_A_PAGE]
    if not posts:
        raise NotFound
    names = names_in_office([post.pk for post in posts], today)
    sheets = []
    for post in posts:
        one = WeekList.objects.get(post=post, starts_on=monday)
        rows, hidden = week_rows(request.actor, one, today)
        sheets.append(week_sheet(post, monday, rows, holder=names.get(post.pk, ""), hidden=hidden))
    title = _("Weekly lists from %(day)s") % {"day": monday.isoformat()}
    return download(write_xlsx(Book(title=title, sheets=tuple(sheets))), f"{title}.xlsx")
