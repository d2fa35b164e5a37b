"""The ladder, problems to coordinate, recognised grounds and inspections of the demo (模拟数据)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Validity
from guatu.core.actors import SYSTEM, Actor
from guatu.core.ladder import Rung
from guatu.core.lamps import Lamp
from guatu.demo.climbing import lay_earlier_steps, lay_watch, take_suggested
from guatu.demo.directives import speaker
from guatu.demo.lines import drawn
from guatu.ledgers.models import Entry
from guatu.supervision.actions.excuses import NewExcuse, Verdict, ask_excuse, decide_excuse
from guatu.supervision.actions.findings import check_again, rectify
from guatu.supervision.actions.inspections import (
    NewFinding,
    NewInspection,
    NewPlan,
    plan_inspection,
    record_inspection,
)
from guatu.supervision.actions.ladder import NewStep, put_aside, speak, take_step
from guatu.supervision.actions.problems import (
    NewProblem,
    answer_problem,
    ask_problem,
    confirm,
    escalate,
    hand_over,
)
from guatu.supervision.actions.suggesting import suggest_steps
from guatu.supervision.actions.watches import put_on_list
from guatu.supervision.models import Finding, InspectionPlan, LadderSuggestion, Problem
from guatu.supervision.queries.matters import about_entry
from guatu.supervision.queries.problems import visible_problem

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

LATE = (Lamp.OVERDUE.value, Lamp.SEVERE.value)
MOST = 12  # entries of which something is told
ASKS: tuple[tuple[str, str, bool], ...] = (
    ("用地预审意见尚未批复", "已报送两次补充材料，请协调加快批复。", False),
    ("管线迁改单位未进场", "产权单位排期靠后，影响后续工序。", False),
    ("临时用电报装卡在验收环节", "现场已具备条件，请当场答复验收时间。", True),
    ("施工期交通组织方案未会签", "会签单位意见不一致。", False),
    ("项目资本金拨付手续待补", "缺一份会议纪要。", True),
    ("红线内两处权属待确认", "属地已两次入户核对。", False),
)


def lay_ladder(stage: Stage) -> None:
    """Lay what supervision did beside directives; call it inside the load's transaction."""
    draw = drawn(stage.seed, "ladder")
    entries = late_entries(stage)
    speakers = speakers_of(entries, stage.today)
    known = [entry for entry in entries if entry.unit_id in speakers]
    if not known:
        return
    draw.shuffle(known)
    acting = Acting(stage=stage, speakers=speakers)
    lay_earlier_steps(stage, known[3:])
    lay_steps(acting, known[:3])
    take_suggested(stage)
    lay_watch(stage, known)
    lay_problems(acting, known)
    lay_excuses(acting, known[:2])
    lay_inspections(acting, known[-2:])
    put_on_list(
        stage.office, known[0], ground="连续滞后，列入重点督办（模拟数据）",
        limit_on=stage.today + timedelta(days=20), today=stage.today,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """The stage with who speaks for each unit."""

    stage: Stage
    speakers: dict[int, Actor]

    @property
    def office(self) -> Actor:
        return self.stage.office

    def moment(self, days_ago: int, hour: int = 10) -> datetime:
        """Return a working hour some days back, in the installation's zone."""
        on = self.stage.today - timedelta(days=days_ago)
        return timezone.make_aware(datetime.combine(on, time(hour)))


def late_entries(stage: Stage) -> list[Entry]:
    """Return what is red in the main campaign, or what runs behind, in the ledger's order."""
    rows = Entry.objects.filter(
        campaign=stage.general, validity=Validity.IN_FORCE, closed_on__isnull=True
    ).select_related("unit", "campaign__unit", "ledger", "kind")
    red = list(rows.filter(lamp__in=LATE).order_by("ledger", "position", "pk")[:MOST])
    return red or list(rows.order_by("ledger", "position", "pk")[:MOST])


def speakers_of(entries: Iterable[Entry], today: date) -> dict[int, Actor]:
    """Return who speaks for each of the entries' units."""
    units = {entry.unit_id: entry.unit for entry in entries}
    found = {pk: speaker(unit, today) for pk, unit in sorted(units.items())}
    return {pk: actor for pk, actor in found.items() if actor is not None}


def lay_steps(acting: Acting, entries: list[Entry]) -> None:
    """Take what rules suggest for some, put one suggestion aside, and hear one unit."""
    stage = acting.stage
    suggest_steps(SYSTEM, stage.general, stage.today)
    waiting = LadderSuggestion.objects.filter(campaign=stage.general, state="open")
    aside = waiting.order_by("-pk").first()
    if aside is not None:
        put_aside(
            acting.office,
            aside,
            version=aside.version,
            reason="已当面督促，本周五前见效（模拟数据）",
        )
    for place, entry in enumerate(entries):
        new = NewStep(
            rung=Rung.REMIND,
            ground="本期红灯，且上期填报未说明措施（模拟数据）",
            text="请于本周内说明原因和赶进度措施。",
            answer_by=stage.today + timedelta(days=5),
        )
        step = take_step(acting.office, about_entry(entry), new, stage.today)
        if place == 0:
            speaker = acting.speakers[entry.unit_id]
            said = "滞后主要因上游审批，本单位已提前报送材料。"
            speak(speaker, step, text=said, proof=None, today=stage.today)


def lay_problems(acting: Acting, entries: list[Entry]) -> None:
    """Ask for coordination of some entries, each brought to another point of its way."""
    courses: tuple[Callable[[Acting, Problem], None], ...] = (
        leave, answered, cleared, sent_up, passed_on, leave
    )  # fmt: skip
    for place, ((title, text, at_once), course) in enumerate(zip(ASKS, courses, strict=True)):
        entry = entries[place % len(entries)]
        new = NewProblem(title=title, text=text, is_at_once=at_once, entry=entry)
        asked = acting.moment(place % 3 + 1)
        row = ask_problem(
            acting.speakers[entry.unit_id], acting.stage.general, entry.unit, new, asked
        )
        course(acting, row)


def leave(_acting: Acting, _row: Problem) -> None:
    """Leave it waiting: what stands open on the day of the demo."""


def answered(acting: Acting, row: Problem) -> None:
    answer_problem(
        acting.office, row, row.version, words="已会商，责成相关单位三日内办结。",
        now=acting.moment(1, 15),
    )  # fmt: skip


def cleared(acting: Acting, row: Problem) -> None:
    answered(acting, row)
    again = visible_problem(SYSTEM, row.pk)
    asker = acting.speakers[row.unit_id]
    confirm(asker, again, again.version, words="已解决。", now=acting.moment(1, 17))


def sent_up(acting: Acting, row: Problem) -> None:
    escalate(acting.office, row, row.version, words="需区领导统筹。", now=acting.moment(1, 11))


def passed_on(acting: Acting, row: Problem) -> None:
    other = next((unit for unit in others(acting, row)), None)
    if other is not None:
        hand_over(
            acting.office, row, row.version, unit=other, words="请牵头答复。",
            now=acting.moment(1, 11),
        )  # fmt: skip


def others(acting: Acting, row: Problem) -> list[Unit]:
    units = acting.stage.settled.units.values()
    rank = [unit for unit in units if unit.kind == Unit.Kind.DEPARTMENT and unit.pk != row.unit_id]
    return sorted(rank, key=lambda unit: (unit.official_order, unit.pk))


def lay_excuses(acting: Acting, entries: list[Entry]) -> None:
    """Apply for two grounds; the office recognises the first."""
    stage = acting.stage
    for place, entry in enumerate(entries):
        new = NewExcuse(
            about=entry,
            unit=entry.unit,
            sort=("force", "above")[place % 2],
            covers_from=stage.today - timedelta(days=20),
            covers_to=stage.today - timedelta(days=10),
            ground=("连续强降雨停工十天（模拟数据）", "上级调整申报口径，需重新报批（模拟数据）")[
                place % 2
            ],
        )
        row = ask_excuse(acting.speakers[entry.unit_id], stage.general, new)
        if place == 0:
            verdict = Verdict(is_recognised=True, note="情况属实，逾期记录保留。")
            decide_excuse(acting.office, row, row.version, verdict=verdict, today=stage.today)


def lay_inspections(acting: Acting, entries: list[Entry]) -> None:
    """Plan two inspections of the year and record visits with findings in different states."""
    stage = acting.stage
    home = others(acting, Problem(unit_id=0))[0]
    first = date(stage.today.year, stage.today.month, 1)
    for sort, title in (
        (InspectionPlan.Sort.COMPREHENSIVE, "年度综合性督查（模拟数据）"),
        (InspectionPlan.Sort.SPECIAL, "重大项目现场核查（模拟数据）"),
    ):
        new = NewPlan(
            unit=home, sort=sort, title=title, starts_on=first,
            ends_on=min(first + timedelta(days=24), date(first.year, 12, 31)), unit_count=12,
            basis="年度督查检查计划",
        )  # fmt: skip
        plan = plan_inspection(acting.office, stage.general, new)
    for place, entry in enumerate(entries):
        visit = record_inspection(
            acting.office,
            stage.general,
            NewInspection(
                unit=entry.unit, method=("on_site", "documents")[place % 2], entry=entry, plan=plan,
                held_on=stage.today - timedelta(days=3), place="项目现场", went="督查室2人、行业主管部门1人",
                seen="现场已开工，资料与填报一致；两处细节需整改（模拟数据）。",
                findings=[NewFinding(text="围挡公示牌信息未更新", fix_by=stage.today + timedelta(days=4)),
                          NewFinding(text="验收资料缺一份签字页", fix_by=stage.today - timedelta(days=1))],
            ),
            stage.today,
        )  # fmt: skip
        if place == 0:
            row = Finding.objects.filter(inspection=visit).order_by("pk")[0]
            row = rectify(acting.speakers[entry.unit_id], row, row.version, words="已更换公示牌。")
            check_again(acting.office, row, row.version, is_settled=True, words="现场核实。")
