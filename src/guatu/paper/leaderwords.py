"""领导一页纸 in words: its parts and lines, for the page on the screen and for the sheet of paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.core.lamps import Lamp
from guatu.dispatch.models import Round
from guatu.paper.queries.leaderasks import Asked, Sort
from guatu.paper.queries.leaderpages import Coming, LeaderPage, Point, RedLine
from guatu.shell import lamps
from guatu.shell.formatting import day, days_left, moment, month

SORTS: Mapping[Sort, Promise] = {
    Sort.PROBLEM: gettext_lazy("Problem to coordinate"),
    Sort.EXTENSION: gettext_lazy("Another day asked for"),
    Sort.EXCUSE: gettext_lazy("Ground to be recognised"),
    Sort.ADJUSTMENT: gettext_lazy("Adjustment asked for"),
    Sort.TALK: gettext_lazy("Talk suggested"),
    Sort.ISSUANCE: gettext_lazy("List to be issued"),
    Sort.MONTH: gettext_lazy("Key work of a month"),
    Sort.CONFIRM: gettext_lazy("Lines to strike off"),
}
ADDRESSES: Mapping[Sort, str] = {
    Sort.PROBLEM: "supervision:problem",
    Sort.EXCUSE: "supervision:excuse",
    Sort.ADJUSTMENT: "planning:adjustment",
    Sort.ISSUANCE: "planning:issuance",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what (with its sign), who, why or until when; and where it is on the screen."""

    text: str
    unit: str = ""
    note: str = ""
    sign: str = ""
    lamp: str = ""
    address: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the page; `count` is of all that there is, named or not."""

    title: str
    lines: Sequence[Line]
    count: int
    empty: str = ""
    standing: str = ""  # of when it is, where the page is not of one time


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A whole page in words."""

    title: str
    person: str
    campaign: str
    standing: str
    mark: str
    counts: Sequence[tuple[str, str, str, int]] = field(default=())  # lamp, sign, word, number
    parts: Sequence[Part] = field(default=())


def told(page: LeaderPage) -> Told:
    campaign = page.campaign
    return Told(
        title=f"{page.post.unit.label} {page.post.title}"
        if not page.post.title.startswith(page.post.unit.label)
        else page.post.title,
        person=page.person,
        campaign=campaign.title,
        standing=page_standing(page),
        mark=str(_("Simulated data")) if campaign.is_simulated else "",
        counts=[
            (lamp.value, lamps.sign(lamp), lamps.word(lamp), page.lamps.get(lamp, 0))
            for lamp in Lamp  # all of them: the numbers add up to the entries
            if page.lamps.get(lamp)
        ],
        parts=parts_of(page),
    )


def standing_text(one: Round | None, today: str) -> str:
    """Say of when the figures are, and whether they are frozen."""
    if one is None:
        return _("Data as of %(day)s, not frozen") % {"day": today}
    told_of = {"number": one.ordinal, "day": day(one.last_day, year=True)}
    if one.state == Round.State.FROZEN:
        return _("Round no. %(number)d, as of %(day)s, frozen") % told_of
    return _("Round no. %(number)d, as of %(day)s, closed and not yet frozen") % told_of


def page_standing(page: LeaderPage) -> str:
    """Say of when a page is; of a round's close only its lamps are."""
    if page.as_of is None:
        return standing_text(None, day(page.today, year=True))
    return _("Lamps: %(then)s. All else: %(now)s") % {
        "then": standing_text(page.as_of, ""), "now": now_text(page),
    }  # fmt: skip


def now_text(page: LeaderPage) -> str:
    return standing_text(None, moment(page.made_at))


def parts_of(page: LeaderPage) -> list[Part]:
    """Return the parts; beside the lamps of a round's close each says of when it is."""
    now = now_text(page) if page.as_of else ""
    then = standing_text(page.as_of, "") if page.as_of else ""
    found = [
        Part(
            title=_("For you to decide"),
            lines=[asked_line(one, page) for one in page.asked],
            count=len(page.asked),
            empty=_("Nothing waits for your decision."),
            standing=now,
        ),
        Part(
            title=_("Behind, and why") if page.is_yellow else _("Red, and why"),
            lines=[red_line(one, page) for one in page.red],
            count=page.red_count,
            empty=_("None of your entries is late."),
            standing=then,
        ),
    ]
    if page.point_count:
        found.append(
            Part(
                title=_("Points that you guard"),
                lines=[point_line(one, page) for one in page.points],
                count=page.point_count,
                standing=now,
            )
        )
    if page.coming_count:
        found.append(
            Part(
                title=_("Due within fourteen days"),
                lines=[coming_line(one, page) for one in page.coming],
                count=page.coming_count,
                standing=now,
            )
        )
    return found


def asked_line(one: Asked, page: LeaderPage) -> Line:
    text = one.title
    if one.sort is Sort.MONTH:
        text = month(one.month)
    elif one.sort is Sort.CONFIRM:
        text = ngettext(
            "%(count)d line was said to be done", "%(count)d lines were said to be done", one.count
        ) % {"count": one.count}
    name = ADDRESSES.get(one.sort)
    return Line(
        text=text,
        unit=one.unit,
        sign=f"〔{SORTS[one.sort]}〕",
        note=days_left(one.due_on, page.today),
        address=reverse(name, args=[one.key]) if name else other_address(one, page),
        is_urgent=one.is_urgent,
    )


def other_address(one: Asked, page: LeaderPage) -> str:
    """Return the list on which things of a sort without a page of their own are decided."""
    if one.sort is Sort.MONTH and one.month is not None:
        return reverse("worklists:month", args=[page.campaign.slug, one.month.strftime("%Y-%m")])
    if one.sort is Sort.CONFIRM:
        return reverse("worklists:today")
    return f"{reverse('supervision:board')}?campaign={page.campaign.slug}"


def red_line(one: RedLine, page: LeaderPage) -> Line:
    if page.as_of is None:
        why = lamps.reason(one.rule, one.inputs, page.today) if one.rule else ""
    elif one.lit_on is not None:
        why = lamps.reason_then(one.rule, one.inputs, one.lit_on)
    else:  # of a past that knows no more, the rule alone
        why = lamps.rule_name(one.rule) if one.rule else ""
    if one.by_hand_until:
        why = f"{why} {_('set by hand until %(day)s') % {'day': day(one.by_hand_until)}}".strip()
    return Line(
        text=one.title,
        unit=one.unit,
        sign=f"{lamps.sign(one.lamp)} {lamps.word(one.lamp)}",
        lamp=one.lamp.value,
        note=why,
        address=reverse("ledgers:entry", args=[one.entry_id]),
    )


def point_line(one: Point, page: LeaderPage) -> Line:
    check = _("to be checked by %(day)s") % {"day": day(one.check_by)} if one.check_by else ""
    over = one.check_by is not None and one.check_by < page.today
    return Line(
        text=one.title,
        unit=one.unit,
        sign=f"{lamps.sign(one.lamp)} {lamps.word(one.lamp)}",
        lamp=one.lamp.value,
        note=f"{check} {days_left(one.check_by, page.today)}".strip() if over else check,
        address=reverse("ledgers:entry", args=[one.entry_id]),
        is_urgent=over,
    )


def coming_line(one: Coming, page: LeaderPage) -> Line:
    return Line(
        text=one.title,
        unit=one.unit,
        sign=day(one.day),
        note=days_left(one.day, page.today),
        address=reverse("ledgers:entry", args=[one.entry_id]),
    )


def sheet_data(one: Told) -> Mapping[str, Any]:
    """Return what the template of the sheet sets."""
    return {
        "title": one.title,
        "person": one.person,
        "campaign": one.campaign,
        "standing": one.standing,
        "mark": one.mark,
        "counts": [
            {"lamp": lamp, "sign": sign, "word": word, "number": number}
            for lamp, sign, word, number in one.counts
        ],
        "parts": [
            {
                "title": part.title,
                "count": part.count,
                "empty": part.empty,
                "standing": part.standing,
                "lines": [
                    {
                        "text": line.text, "unit": line.unit, "note": line.note,
                        "sign": line.sign, "lamp": line.lamp, "is_urgent": line.is_urgent,
                    }
                    for line in part.lines
                ],
                # what stands for those that have no room, by how many have
                "more": [more_text(part.count - room) for room in range(len(part.lines) + 1)],
            }
            for part in one.parts
        ],
    }  # fmt: skip


def more_text(left: int) -> str:
    return ngettext("… and %(count)d more", "… and %(count)d more", left) % {"count": left}
