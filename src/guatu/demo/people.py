"""People in the demo: a renamed unit, a handover, a vacant post, a deputy now, three levels of responsibility."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.accounts import actions
from guatu.accounts.actions import Leaving, Term
from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries import in_force
from guatu.ledgers.actions.responsibility import Place, set_responsibility
from guatu.ledgers.models import Entry

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

ONE = timedelta(days=1)
RENAMED, NEW_NAME = "区城管局", "临澜区城市管理和综合执法局"
HANDED_OVER = ("区统计局", "联络员", "数据核验专员")  # unit, post, post of the successor
LEFT_EMPTY = ("区城管局", "局长")
STOOD_IN = ("区民政局", "局长", "副局长")
LEADERS = {"first": "区委书记", "main": "区委副书记、区长", "direct": "区委常委、常务副区长"}
# who answers directly for the first headings of the plan instead
IN_CHARGE = ("分管工业的副区长", "分管城建的副区长")


def lay_people(stage: Stage) -> None:
    """Lay what became of people and posts; the last part, for the others act as who held posts before."""
    # these acts go by the real day, whatever day the year of the demo is laid for
    today = timezone.localdate()
    rename(stage, today)
    hand_over(stage, today)
    leave_empty(stage, today)
    stand_in(stage, today)
    set_levels(stage)


def rename(stage: Stage, today: date) -> None:
    """Give a unit the name that a reform gave it; the old one still finds it."""
    unit = Unit.objects.get(pk=stage.settled.units[RENAMED].pk)
    actions.rename_unit(
        stage.settled.actor("system", today),
        unit,
        name=NEW_NAME,
        effective_on=today - 60 * ONE,
        version=unit.version,
        reason="机构改革方案（模拟）",
    )


def hand_over(stage: Stage, today: date) -> None:
    """Let a contact's post pass to a colleague since today, with all that it owes."""
    unit, post, successor = HANDED_OVER
    leaving = Leaving(
        last_day=today - ONE,
        successor=holder(stage, unit, successor, today).person,
        reason="轮岗（模拟）",
        note="数据联系人名单、历次快报底稿已当面移交。",
    )
    row = holder(stage, unit, post, today)
    actions.hand_over(stage.settled.actor("security", today), row, leaving, version=row.version)


def leave_empty(stage: Stage, today: date) -> None:
    """Let a post stand empty: its holder retired, nobody follows yet."""
    row = holder(stage, *LEFT_EMPTY, today)
    leaving = Leaving(last_day=today - ONE, reason="退休（模拟）")
    actions.hand_over(stage.settled.actor("security", today), row, leaving, version=row.version)


def stand_in(stage: Stage, today: date) -> None:
    """Let a deputy stand in for a head of unit who is away for two weeks."""
    unit, post, deputy = STOOD_IN
    term = Term(
        started_on=today - 3 * ONE,
        ended_on=today + 11 * ONE,
        is_deputy=True,
        reason="外出学习期间代行职责（模拟）",
    )
    person = holder(stage, unit, deputy, today).person
    actor = stage.settled.actor("security", today)
    actions.appoint(actor, person, holder(stage, unit, post, today).post, term)


def holder(stage: Stage, unit: str, title: str, today: date) -> Appointment:
    """Return who holds a post today, not as a deputy."""
    rows = Appointment.objects.filter(
        in_force(today), post__unit=stage.settled.units[unit], post__title=title, is_deputy=False
    )
    return rows.select_related("person", "post__unit", "post__scope").order_by("pk")[0]


def set_levels(stage: Stage) -> None:
    """Say who answers for the campaign, and directly for its first headings."""
    posts = {code: [leader(stage, title)] for code, title in LEADERS.items()}
    set_responsibility(stage.office, Place(campaign=stage.general), posts, version=0)
    entries = Entry.objects.filter(campaign=stage.general).exclude(heading="")
    headings = dict.fromkeys(
        entries.order_by("ledger_id", "position", "pk").values_list("heading", flat=True)
    )
    for heading, title in zip(headings, IN_CHARGE, strict=False):
        place = Place(campaign=stage.general, heading=heading)
        own = {"first": [], "main": [], "direct": [leader(stage, title)]}
        set_responsibility(stage.office, place, own, version=0)


def leader(stage: Stage, title: str) -> Post:
    return Post.objects.select_related("unit").get(pk=stage.settled.leaders[title])
