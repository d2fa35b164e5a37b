"""What projects go through beside their stages: 纳统 with its returns, nodes of their line, needs of others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from guatu.accounts.models import Unit
from guatu.audit.actions import record
from guatu.core.actors import Actor, ActorKind, Grant, Role
from guatu.demo.lines import drawn
from guatu.ledgers.actions import (
    NewNeed,
    Proof,
    Settlement,
    TrackStep,
    name_keeper,
    open_need,
    set_nodes,
    settle_need,
    step_track,
    withdraw_need,
)
from guatu.ledgers.actions.goals import Decided, decide_milestone
from guatu.ledgers.actions.nodes import lay_nodes
from guatu.ledgers.models import Entry, Ledger, Milestone, Need
from guatu.ledgers.queries import definition_of

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

TRACK = "inclusion"
KEEPER = "区统计局"
# how far each state of 纳统 lies on the way from a project's start to today, in hundredths
WAYS: dict[str, tuple[tuple[str, int], ...]] = {
    "not_ready": (("not_ready", 10),),
    "ready": (("not_ready", 10), ("ready", 70)),
    "applied": (("ready", 45), ("applied", 88)),
    "returned": (("ready", 30), ("applied", 55), ("returned", 66)),
    "included": (("ready", 20), ("applied", 30), ("included", 38)),
}
SECOND_TRY = (("ready", 20), ("applied", 30), ("returned", 37), ("applied", 52), ("included", 60))
SECOND_TRIES = 6  # one of so many was sent back once before it was included
# one of so many that are included walks its way; the others stood so when they were entered
WALKED = 5
RETURNS = (
    "施工许可证复印件不清晰，请补正后重报。",
    "项目名称与备案名称不一致，请核对。",
    "缺少施工合同首付款凭证，请补充。",
)
MOVED_BY = 12  # days between nodes that the office moved ahead of today


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One invented need: of which project, of whom, what became of it after how many days."""

    project: str
    sort: str
    title: str
    solver: str
    amount: str = ""
    measure: str | None = None
    asked: int  # so many days before today
    due: int  # so many days after today; negative is over
    state: str = "open"
    granted: str = ""
    answer: str = ""


NEEDS = (
    Asked(project="澜江多式联运港", sort="land", title="港口作业区新增建设用地指标",
          solver="区自然资源分局", amount="186.5", measure="亩", asked=70, due=-12),
    Asked(project="屿光储能电池产业园", sort="energy", title="二期年综合能耗指标",
          solver="区发改局", amount="38000", measure="吨标准煤", asked=55, due=9),
    Asked(project="澜江三桥及接线工程", sort="funds", title="地方政府专项债额度", solver="区财政局",
          amount="24000", measure="万元", asked=96, due=-30, state="partly", granted="15000",
          answer="首批额度已下达，其余列入下一批申报。"),
    Asked(project="区人民医院东院区", sort="approval", title="消防设计审查合格意见",
          solver="区住建局", asked=40, due=-3),
    Asked(project="澜枢智算中心", sort="energy", title="双回路供电接入", solver="区供电公司",
          asked=64, due=-20, state="granted", answer="10千伏线路已送电。"),
    Asked(project="恒朔阀控智造基地", sort="land", title="临时施工用地", solver="区自然资源分局",
          amount="22", measure="亩", asked=80, due=-45, state="refused",
          answer="选址涉及永久基本农田，请另选场地。"),
    Asked(project="青砚水厂扩建项目", sort="funds", title="中央预算内投资", solver="区发改局",
          amount="3600", measure="万元", asked=33, due=26),
    Asked(project="砚池路", sort="other", title="燃气管线迁改", solver="区城管局", asked=50, due=-18,
          state="withdrawn", answer="设计调整后不再占压管线。"),
)  # fmt: skip


def lay_projects(stage: Stage) -> None:
    """Name who confirms 纳统 in every ledger; lay its steps, nodes and needs on the main one's projects."""
    ledgers = Ledger.objects.filter(kind__code="project").select_related("kind", "campaign__unit")
    keeper = stage.settled.units[KEEPER]
    for ledger in ledgers.order_by("pk"):
        name_keeper(stage.office, ledger, track=TRACK, unit=keeper, version=0)
    projects = list(
        Entry.objects.filter(kind__code="project", campaign=stage.general)
        .select_related("kind", "ledger", "campaign__unit", "unit")
        .order_by("position", "pk")
    )
    for entry in projects:
        lay_inclusion(stage, entry, speaker(stage, keeper, Role.LIAISON))
    lay_lines(stage, projects)
    lay_needs(stage, {entry.title: entry for entry in projects})


def speaker(stage: Stage, unit: Unit, role: Role) -> Actor:
    """Return a unit's own person as an actor, with or without an account; else the office."""
    settled = stage.settled
    holders = settled.liaisons if role is Role.LIAISON else settled.approvers
    if unit.pk not in holders:
        return stage.office
    grant = Grant(role=role, post_id=0, unit_id=unit.pk, unit_path=unit.path, scope_path=unit.path)
    return Actor(kind=ActorKind.PERSON, person_id=holders[unit.pk], name="", grants=(grant,))


def lay_inclusion(stage: Stage, entry: Entry, keeper: Actor) -> None:
    """Let a project walk to the state that it was dealt; of those included only some have a way to show."""
    dealt = str(entry.fields.get(TRACK, "not_ready"))
    draw = drawn(stage.seed, entry.campaign.slug, entry.title, TRACK)
    way = WAYS[dealt]
    if dealt == "included":
        if draw.randrange(SECOND_TRIES) == 0:
            way = SECOND_TRY
        elif draw.randrange(WALKED):
            return
    entry.fields.pop(TRACK, None)
    Entry.objects.filter(pk=entry.pk).update(fields=entry.fields)
    first = min(entry.starts_on or stage.general.starts_on, stage.today)
    last = min(entry.closed_on or stage.today, stage.today)
    unit = speaker(stage, entry.unit, Role.APPROVER)
    for state, share in way:
        day = first + timedelta(days=max((last - first).days, 0) * share // 100)
        actor = keeper if state in {"returned", "included"} else unit
        step = new_step(draw, entry, state, day)
        step_track(actor, entry, version=entry.version, step=step, today=stage.today)


def new_step(draw: random.Random, entry: Entry, state: str, day: date) -> TrackStep:
    reason = {"returned": draw.choice(RETURNS), "not_ready": "尚未取得施工许可。"}.get(state, "")
    proof = None
    if state == "applied":
        text = f"入库申报材料（模拟数据）\n项目：{entry.title}\n日期：{day.isoformat()}\n"
        proof = Proof(payload=text.encode(), file_name="入库申报材料（模拟）.txt")
    return TrackStep(track=TRACK, to_state=state, passed_on=day, proof=proof, reason=reason)


def lay_lines(stage: Stage, projects: list[Entry]) -> None:
    """Lay the nodes of each line: what lies behind was met, what did not come was moved ahead."""
    changes = lay_nodes(stage.office, projects, definition_of(projects[0].kind)) if projects else []
    for entry in projects:
        for row in past_nodes(entry, stage.today):
            changes += decide_milestone(stage.office, row, Decided(outcome="met", on=row.due_on))
    record(stage.office, "demo.lay", changes=changes, details={"count": len(changes)})
    for entry in projects:
        days = moved_ahead(entry, stage.today)
        if days:
            set_nodes(stage.office, entry, version=entry.version, days=days)


def past_nodes(entry: Entry, today: date) -> list[Milestone]:
    """Return the nodes that were met: those before the last goal of the months that was met.

    A node met after a missed goal would put out the lamp that the goal lit.
    """
    goals = entry.milestones.filter(node="", outcome=Milestone.Outcome.MET, due_on__lte=today)
    last = goals.order_by("-due_on").values_list("due_on", flat=True).first()
    nodes = entry.milestones.exclude(node="").order_by("due_on", "pk")
    if entry.closed_on is not None:
        return list(nodes.filter(due_on__lte=entry.closed_on))
    return list(nodes.filter(due_on__lt=last)) if last else []


def moved_ahead(entry: Entry, today: date) -> dict[str, date | None]:
    """Return the undecided nodes whose day is over, each on a new day before the due date."""
    if entry.due_on is None or entry.due_on <= today:
        return {}
    nodes = entry.milestones.exclude(node="").filter(outcome=Milestone.Outcome.OPEN)
    late = nodes.filter(due_on__lte=today).order_by("due_on", "pk")
    return {
        row.node: min(today + timedelta(days=MOVED_BY * place), entry.due_on)
        for place, row in enumerate(late, start=1)
    }


def lay_needs(stage: Stage, projects: dict[str, Entry]) -> None:
    """Ask for what the projects need, and answer where an answer came; a missing project asks nothing."""
    for asked in NEEDS:
        entry = next((row for title, row in projects.items() if asked.project in title), None)
        if entry is not None and entry.closed_on is None:
            lay_need(stage, entry, asked)


def lay_need(stage: Stage, entry: Entry, asked: Asked) -> None:
    solver = stage.settled.units[asked.solver]
    asked_on = stage.today - timedelta(days=asked.asked)
    asker = speaker(stage, entry.unit, Role.APPROVER)
    new = NewNeed(
        sort=asked.sort,
        title=asked.title,
        solver=solver,
        amount=Decimal(asked.amount) if asked.amount else None,
        measure=asked.measure,
        due_on=stage.today + timedelta(days=asked.due),
    )
    need = open_need(asker, entry, new, asked_on)
    settled_on = asked_on + timedelta(days=asked.asked // 2)
    if asked.state == Need.State.WITHDRAWN:
        withdraw_need(asker, need, version=1, reason=asked.answer, today=settled_on)
    elif asked.state != Need.State.OPEN:
        settlement = Settlement(
            state=asked.state,
            granted=Decimal(asked.granted) if asked.granted else None,
            answer=asked.answer,
        )
        answerer = speaker(stage, solver, Role.APPROVER)
        settle_need(answerer, need, version=1, settlement=settlement, today=settled_on)
