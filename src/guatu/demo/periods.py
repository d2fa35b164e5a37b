"""What the demo keeps of periods: opinions on a half-year, corrections, and a town's own reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor, Role
from guatu.demo.reportflow import Flow, speaker
from guatu.dispatch.actions import (
    Draft,
    Pick,
    approve_check_ins,
    ensure_cadence,
    open_round,
    save_draft,
    submit_check_ins,
)
from guatu.dispatch.actions.corrections import Wish, ask_correction, decide_correction
from guatu.dispatch.actions.opinions import Opinion, write_opinion
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.rounds import check_in_cadence
from guatu.dispatch.queries.spans import Span, last_of, span_of
from guatu.ledgers.models import Duty, Entry

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

HALF = "half-year"
TOWN = "云窠镇"
ON_THE_WHOLE = "上半年任务总体按序时推进。下半年集中解决用地、资金两类堵点，红灯事项逐项过堂。"
FIRST_WORDS = "报送及时，项目推进平稳。"
OF_UNITS = (
    "报送及时，项目推进平稳；两个项目前期手续偏慢，请提前介入。",
    "重点事项按节点完成，需求提出及时；请关注三季度集中到期的任务。",
    "个别期次报送偏晚，请固定专人负责；滞后事项请按月提出追赶措施。",
)
RIGHT = "（经核对更正：其中1项为上周完成，已剔除。）"
WHY_WRONG = "原填报含重复登记1项，已与底册核对。"
WHY_SILENT = "当周联络员借调，漏报一期。"
SAID_LATE = "补报：当周按计划推进，无新增困难。"
BELOW = (
    "本周完成两个村的入户核实，签约18户。",
    "排水沟清淤1.6公里，下周转入下一村。",
)
TROUBLE = "缺少地下管网图，请区住建局提供。"


def lay_periods(stage: Stage) -> None:
    """Lay what is kept of periods; call it inside the load's transaction."""
    lay_opinions(stage)
    lay_corrections(stage)
    lay_town(stage)


def reviewed(stage: Stage) -> Span | None:
    """Return the half-year that is over, or the one under way where none is."""
    now = span_of(stage.general, HALF, stage.today)
    return (last_of(stage.general, now) or now) if now is not None else None


def lay_opinions(stage: Stage) -> None:
    """Let the office review the half-year: the whole, and three units in official order."""
    span = reviewed(stage)
    if span is None:
        return
    write_opinion(
        stage.office, stage.general, span, Opinion(text=ON_THE_WHOLE, signed_by=stage.office.name)
    )
    leads = Entry.objects.filter(campaign=stage.general).order_by().values("unit")
    rows = Duty.objects.filter(unit__in=leads, entry__campaign=stage.general)
    units = rows.order_by("unit__official_order", "unit").values_list("unit", flat=True).distinct()
    old = None
    for place, (unit_id, text) in enumerate(zip(units[: len(OF_UNITS)], OF_UNITS, strict=False)):
        if place == 0:  # this one was worded once before
            first = Opinion(text=FIRST_WORDS, signed_by=stage.office.name, unit_id=unit_id)
            old = write_opinion(stage.office, stage.general, span, first)
        said = Opinion(
            text=text,
            signed_by=stage.office.name,
            unit_id=unit_id,
            replaces=old.pk if old else None,
        )
        write_opinion(stage.office, stage.general, span, said)
        old = None


def flow_of(stage: Stage, one: Round) -> Flow:
    return Flow(stage=stage, round=one, today=stage.today)


def lay_corrections(stage: Stage) -> None:
    """Let one report be corrected after the freeze, and one that never came be filled in."""
    frozen = Round.objects.filter(
        campaign=stage.general, state=Round.State.FROZEN, cadence__asks_check_ins=True
    )
    rows = CheckIn.objects.filter(
        round__in=frozen, role=Duty.Role.LEAD, unit=F("entry__unit"), below__isnull=True
    ).order_by("-round__ends_on", "entry__position", "pk")
    said = first_with_liaison(stage, rows.filter(received_at__isnull=False, is_unchanged=False))
    if said is not None:
        row, liaison = said
        asked = ask_correction(liaison, row.pk, Wish(reason=WHY_WRONG, said=row.said + RIGHT))
        decide_correction(stage.office, asked.pk, asked.version, approve=True, answer="同意更正。")
    silent = first_with_liaison(stage, rows.filter(received_at__isnull=True))
    if silent is not None:
        row, liaison = silent
        ask_correction(liaison, row.pk, Wish(reason=WHY_SILENT, said=SAID_LATE))


def first_with_liaison(stage: Stage, rows: QuerySet[CheckIn]) -> tuple[CheckIn, Actor] | None:
    """Return the first of some check-ins whose unit has a liaison, with that person."""
    for row in rows.select_related("unit", "round")[:20]:
        liaison = speaker(flow_of(stage, row.round), row.unit, Role.LIAISON)
        if liaison is not None:
            return row, liaison
    return None


def lay_town(stage: Stage) -> None:
    """Let the town report once, in its own campaign, what the district's round takes from there."""
    town = stage.settled.units[TOWN]
    child = Campaign.objects.filter(
        parent=stage.general, unit=town, status=Campaign.Status.ACTIVE
    ).first()
    above = check_in_cadence(stage.general)
    if child is None or above is None:
        return
    one = open_round(stage.office, ensure_cadence(stage.office, child), stage.today)
    open_round(stage.office, above, stage.today)  # asks anew: what is taken on is answered below
    flow = flow_of(stage, one)
    liaison, approver = (speaker(flow, town, role) for role in (Role.LIAISON, Role.APPROVER))
    rows = list(CheckIn.objects.filter(round=one, unit=town).order_by("entry__position", "pk")[:2])
    if liaison is None:
        return
    for row, text in zip(rows, BELOW, strict=False):
        save_draft(liaison, row.pk, row.version, Draft(said=text, problem=TROUBLE))
    submit_check_ins(liaison, one, ids=[row.pk for row in rows])
    if approver is not None and rows and approver.person_id != liaison.person_id:
        rows[0].refresh_from_db()
        approve_check_ins(approver, [Pick(id=rows[0].pk, version=rows[0].version)], stage.today)
