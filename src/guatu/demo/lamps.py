"""Lamps in the demo: an office's own rules, lamps set by hand, dates put off twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from guatu.campaigns.models import Validity
from guatu.core.actors import Actor
from guatu.core.kinds import Name
from guatu.core.lamps import Lamp
from guatu.demo.changing import put_off
from guatu.dispatch.actions.lamprules import use_rules
from guatu.ledgers.actions.overrides import Setting, end_lamp, set_lamp
from guatu.ledgers.actions.rulesets import Reasoned, copy_rule_set, install_rule_sets
from guatu.ledgers.models import Entry, Kind, LampRuleSet

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

PRESET = "yinchuan_2025"
TITLE = Name(zh="临澜区重点项目亮灯规则", en="Lamp rules for the district's projects")
MONTH = timedelta(days=30)
WEEK = timedelta(days=7)
LATE = (Lamp.OVERDUE, Lamp.SEVERE, Lamp.BEHIND)
TWICE = 2  # lines that are put off two times
REASONS = ("汛期延长，土石方作业面无法展开。", "管线迁改方案调整，重新报审。")


def lay_lamps(stage: Stage) -> None:
    """Lay what tries out the rules of lamps; call it inside the load's transaction."""
    install_rule_sets()
    choose_own_rules(stage)
    lines = open_lines(stage)
    for entry in lines[:TWICE]:
        put_off_twice(entry, stage.office)
    set_by_hand(stage, [entry for entry in lines[TWICE:] if entry.lamp in LATE])


def choose_own_rules(stage: Stage) -> None:
    """Let the district's projects be lit by its own copy of a published set."""
    kind = Kind.objects.filter(code="project").first()
    if kind is None:
        return
    source = LampRuleSet.objects.get(code=PRESET)
    row = copy_rule_set(stage.office, source, stage.general.unit, TITLE)
    why = Reasoned(reason="参照外地公开做法，经区政府常务会议同意试行。", effective_on=stage.today)
    use_rules(stage.office, stage.general, row, kind=kind, why=why, today=stage.today)


def open_lines(stage: Stage) -> list[Entry]:
    """Return open lines without an adjustment so far, those of the plan's end first."""
    rows = Entry.objects.filter(
        campaign=stage.general, kind__code="task", closed_on__isnull=True,
        validity=Validity.IN_FORCE, due_on__isnull=False, parent__isnull=True,
        adjustments__isnull=True,
    ).select_related("campaign__unit", "kind", "unit")  # fmt: skip
    return list(rows.order_by("-position", "-pk"))


def put_off_twice(entry: Entry, office: Actor) -> None:
    for reason in REASONS:
        day = (entry.due_on or entry.campaign.ends_on) + MONTH
        put_off(entry, office, due_on=day, reason=reason)
        entry.refresh_from_db()


def set_by_hand(stage: Stage, late: list[Entry]) -> None:
    """Let the office judge two late entries itself; of one it takes that back."""
    for place, entry in enumerate(late[:2]):
        setting = Setting(
            lamp=Lamp.ON_PACE if place else Lamp.DUE_SOON,
            reason="实地核查：主体工作已完成，佐证材料正在补录。",
            until_on=stage.today + WEEK,
            with_round=place == 0,
        )
        row = set_lamp(stage.office, entry, entry.version, setting=setting, today=stage.today)
        if place:
            row.entry.refresh_from_db()
            end_lamp(
                stage.office, row, row.version, today=stage.today,
                reason="材料不足以支撑，恢复按规则亮灯。",
            )  # fmt: skip
