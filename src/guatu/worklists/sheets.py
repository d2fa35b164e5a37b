"""The week of a post as a sheet: the wall's columns, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guatu.accounts.models import Post
from guatu.core.tablebook import Column, Row, Sheet
from guatu.shell import formatting
from guatu.worklists.models import WeekItem
from guatu.worklists.queries import weeks
from guatu.worklists.wording import SOURCES, STATES


def week_sheet(
    post: Post, monday: date, rows: Sequence[weeks.Row], *, holder: str, hidden: int
) -> Sheet:
    sunday = monday + timedelta(days=6)
    title = _("Weekly list of %(post)s") % {"post": f"{post.unit.label} {post.title}"}
    span = f"{formatting.day(monday, year=True)}—{formatting.day(sunday)}"
    foot = []
    if hidden:
        foot.append(
            ngettext(
                "and %(num)s more that is not for your eyes",
                "and %(num)s more that are not for your eyes",
                hidden,
            )
            % {"num": hidden}
        )
    return Sheet(
        tab=f"{post.unit.label}{post.title}",
        title=title,
        left=holder,
        right=span,
        columns=(
            Column(title=str(_("Day")), width=14),
            Column(title=str(_("What is to be done")), width=40),
            Column(title=str(_("Requirement")), width=30),
            Column(title=str(_("Measures taken")), width=30),
            Column(title=str(_("Complete by")), width=12),
            Column(title=str(_("Responsible")), width=22),
            Column(title=str(_("State")), width=18),
        ),
        rows=tuple(Row(cells=cells_of(row)) for row in rows),
        foot=tuple(foot),
    )


def cells_of(row: weeks.Row) -> tuple[str, ...]:
    item = row.item
    responsible = " ".join(
        part for part in (item.unit.label if item.unit else "", row.owner) if part
    )
    return (
        formatting.day(item.day, weekday=True),
        item.content,
        item.requirement,
        item.measures,
        formatting.day(item.due_on),
        responsible or str(SOURCES[WeekItem.Source(item.source)]),
        state_text(item),
    )


def state_text(item: WeekItem) -> str:
    """Return how a line stands, with how often it was carried on and opened again."""
    sign, word = STATES[WeekItem.State(item.state)]
    parts = [f"{sign} {word}"]
    if item.carried_count:
        parts.append(_("carried on %(count)d×") % {"count": item.carried_count})
    if item.reopened_count:
        parts.append(_("opened again %(count)d×") % {"count": item.reopened_count})
    return "；".join(parts)
