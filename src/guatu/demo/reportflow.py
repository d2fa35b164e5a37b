"""How reports flow in the demo: summed up, sent back, signed on paper, filled in for villages; goals of months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from guatu.accounts.models import Appointment, Unit
from guatu.accounts.queries import in_force
from guatu.audit.actions import record
from guatu.core.actors import Actor, ActorKind, Grant, Role
from guatu.demo.laying import moved
from guatu.dispatch.actions import (
    Draft,
    Paper,
    Pick,
    approve_check_ins,
    approve_on_paper,
    open_round,
    return_check_in,
    save_draft,
    submit_check_ins,
)
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.papers import signers_on
from guatu.dispatch.queries.summaries import composed, others_of
from guatu.ledgers.actions import NewMilestone, set_milestones
from guatu.ledgers.actions.goalproposals import propose_goals
from guatu.ledgers.actions.goals import Decided, Moved, decide_milestone, shift
from guatu.ledgers.models import Duty, Entry, Milestone
from guatu.ledgers.queries.goals import open_goals

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

State = CheckIn.State
TOWN, VILLAGES = "云窠镇", ("茶垄村", "雾坪村")
SCAN = "填报审签单（模拟扫描件）：同意上报。"
WHY_BACK = "只写了开会，请补充本周完成了几项、还差几项。"
MENDED = "本周完成入户核对46户，累计312户，余88户下周完成。"
TOO_THIN = "牵头单位请先核实配合单位数据，再报督查室。"
SAID_LATE = "补报：宣传资料已印发到各社区。"
VILLAGE_SAID = "清理沟渠2.4公里，茶园管护道路平整完成。"
MISSED = "连续阴雨，外墙施工停工9天。"
GOALS = (  # months from today's, what, and what became of it
    (-3, "完成排查建档", "met"),
    (-2, "完成首批整改验收", "missed"),
    (-1, "完成首批整改验收（补）", "met"),
    (0, "完成第二批整改", ""),
    (1, "完成全部整改并销号", ""),
)
MIN_SAID, SUMMED, MOST = 3, 2, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The open round, and the day that the acts go by."""

    stage: Stage
    round: Round
    today: date

    def rows(self, entry_id: int) -> list[CheckIn]:
        rows = CheckIn.objects.filter(round=self.round, entry=entry_id)
        return list(rows.select_related("entry", "unit", "round").order_by("pk"))


def lay_reports(stage: Stage) -> None:
    """Lay what passes between units, leads and the office; call it inside the load's transaction."""
    one = Round.objects.filter(
        campaign=stage.general, state=Round.State.OPEN, cadence__asks_check_ins=True
    ).first()
    if one is None:
        return
    flow = Flow(stage=stage, round=one, today=timezone.localdate())
    leads = waiting_leads(flow)
    full = [row for row in leads if row.said_count >= MIN_SAID][:SUMMED]  # type: ignore[attr-defined]  # annotated
    others = [row for row in leads if row not in full]
    for act, row in zip((sum_up, send_back_a_step), full, strict=False):
        act(flow, row)
    for act, row in zip((send_down, sign_on_paper), others, strict=False):
        act(flow, row)
    fill_for_villages(flow)
    set_goals(flow, [row.entry for row in others[2:5]])
    # laid for a later day, what was dated ahead and acted upon here would look like a person's work
    now = timezone.now()
    CheckIn.objects.filter(round=one, version__gt=1, saved_at__gt=now).update(saved_at=now)


def waiting_leads(flow: Flow) -> Sequence[CheckIn]:
    """Return first leads' empty reports, each with how many other units of its line have reported."""
    others = CheckIn.objects.filter(
        round=flow.round, entry=OuterRef("entry"), received_at__isnull=False
    )
    counted = others.order_by().values("entry").annotate(count=Count("pk")).values("count")
    rows = (
        CheckIn.objects.filter(
            round=flow.round,
            state=State.DRAFT,
            role=Duty.Role.LEAD,
            unit=F("entry__unit"),
            entry__kind__code="task",
        )
        .exclude(unit=flow.stage.settled.units["区住建局"])  # left to its accounts
        .annotate(said_count=Coalesce(Subquery(counted), 0))
        .select_related("entry__kind", "entry__campaign__unit", "entry__unit", "unit", "round")
        .order_by("entry__position", "pk")
    )
    return [row for row in rows if can_speak(flow, row)][:MOST]


def can_speak(flow: Flow, row: CheckIn) -> bool:
    roles = (Role.LIAISON, Role.APPROVER)
    return all(speaker(flow, row.unit, role) is not None for role in roles)


def speaker(flow: Flow, unit: Unit, role: Role) -> Actor | None:
    """Return whoever holds a post of `role` at a unit, with or without an account."""
    post = (
        Appointment.objects.filter(
            in_force(flow.today), post__unit=unit, post__role=role, post__abolished_on__isnull=True
        )
        .select_related("post__scope", "person")
        .order_by("-post__official_order", "pk")
        .first()
    )
    if post is None:
        return None
    grant = Grant(
        role=role,
        post_id=post.post_id,
        unit_id=unit.pk,
        unit_path=unit.path,
        scope_path=post.post.scope.path,
    )
    name = post.person.name
    return Actor(kind=ActorKind.PERSON, person_id=post.person_id, name=name, grants=(grant,))


def write(flow: Flow, row: CheckIn, draft: Draft) -> CheckIn:
    """Let a unit's liaison write and hand in one report."""
    liaison = speaker(flow, row.unit, Role.LIAISON)
    if liaison is None:
        return row
    row.refresh_from_db()
    save_draft(liaison, row.pk, row.version, draft)
    submit_check_ins(liaison, flow.round, ids=[row.pk])
    row.refresh_from_db()
    return row


def approve(flow: Flow, row: CheckIn, who: Actor | None) -> None:
    row.refresh_from_db()
    if who is None or row.submitted_by == who.person_id:
        return
    pick = [Pick(id=row.pk, version=row.version)]
    approve_check_ins(who, pick, flow.today)
    row.refresh_from_db()


def sum_up(flow: Flow, lead: CheckIn) -> None:
    """Let a lead sum up what is there; one of the silent reports only after it."""
    others = others_of([lead])[lead.pk]
    approver = speaker(flow, lead.unit, Role.APPROVER)
    for row in others:
        if row.state == State.UNIT_APPROVED and row.role == Duty.Role.SUPPORT:
            approve(flow, row, approver)
    text = composed(others) or MENDED
    write(flow, lead, Draft(said=f"总体进展顺利。\n{text}"))
    approve(flow, lead, approver)
    silent = [row for row in others if row.received_at is None]
    if len(silent) > 1:
        write(flow, silent[0], Draft(said=SAID_LATE))


def send_back_a_step(flow: Flow, lead: CheckIn) -> None:
    """Let the office send a summary back to the lead's own review, which gives its word again."""
    sum_up(flow, lead)
    pick = Pick(id=lead.pk, version=lead.version)
    return_check_in(flow.stage.office, pick, TOO_THIN, flow.today, to=State.SUBMITTED)
    approve(flow, lead, speaker(flow, lead.unit, Role.APPROVER))


def send_down(flow: Flow, lead: CheckIn) -> None:
    """Let a report be returned with a reason, mended and handed in again."""
    approver = speaker(flow, lead.unit, Role.APPROVER)
    write(flow, lead, Draft(said="召开推进会，部署下一步工作。"))
    if approver is None:
        return
    pick = Pick(id=lead.pk, version=lead.version)
    return_check_in(approver, pick, WHY_BACK, flow.today)
    write(flow, lead, Draft(said=MENDED))


def sign_on_paper(flow: Flow, lead: CheckIn) -> None:
    """Let a unit's leader sign a printed sheet, which the liaison records with its scan."""
    write(flow, lead, Draft(said=MENDED, problem="请区财政局协调拨付尾款。"))
    row = CheckIn.objects.select_related("round__campaign__unit", "unit").get(pk=lead.pk)
    liaison = speaker(flow, lead.unit, Role.LIAISON)
    signer = signers_on([row], flow.today).first()
    if liaison is None or signer is None or signer.person_id == liaison.person_id:
        return
    paper = Paper(
        appointment_id=signer.pk,
        signed_on=flow.today,
        payload=SCAN.encode(),
        file_name="填报审签单.txt",
    )
    approve_on_paper(liaison, [Pick(id=row.pk, version=row.version)], paper, flow.today)


def fill_for_villages(flow: Flow) -> None:
    """Ask two villages beneath a township, which fills in for one of them."""
    units = flow.stage.settled.units
    entry = (
        Entry.objects.filter(
            campaign=flow.stage.general,
            kind__code="task",
            closed_on__isnull=True,
            duties__unit=units[TOWN],
        )
        .order_by("position", "pk")
        .first()
    )
    if entry is None:
        return
    ask_villages(flow, entry, [units[name] for name in VILLAGES])
    rows = CheckIn.objects.filter(round=flow.round, unit=units[VILLAGES[0]])
    row = rows.order_by("pk").first()
    if row is None:
        return
    town = flow.stage.settled.actor("town", flow.today)
    save_draft(town, row.pk, row.version, Draft(said=VILLAGE_SAID))
    submit_check_ins(town, flow.round, ids=[row.pk])


def ask_villages(flow: Flow, entry: Entry, villages: Sequence[Unit]) -> None:
    last = entry.duties.filter(role=Duty.Role.SUPPORT).count()
    known = set(entry.duties.values_list("unit_id", flat=True))
    made = Duty.objects.bulk_create(
        Duty(entry=entry, unit=one, role=Duty.Role.SUPPORT, ordinal=last + place, written=one.name)
        for place, one in enumerate(villages, start=1)
        if one.pk not in known
    )
    record(flow.stage.office, "entry.set-duties", of=entry, details={"count": len(made)})
    open_round(flow.stage.office, flow.round.cadence, flow.stage.today)


def set_goals(flow: Flow, entries: Sequence[Entry]) -> None:
    """Give lines the goals of five months: met, missed and moved, still to come; and one proposed."""
    for entry in entries:
        entry.refresh_from_db()
        kept = [
            NewMilestone(title=row.title, due_on=row.due_on, kind=row.kind)
            for row in open_goals(entry)
        ]
        fresh = [
            NewMilestone(title=title, due_on=due_of(flow, months), kind=Milestone.Kind.MONTH)
            for months, title, _became in GOALS
            if title != GOALS[2][1]  # which the missed one becomes
        ]
        goals = [*kept, *fresh]
        set_milestones(flow.stage.office, entry, version=entry.version, milestones=goals)
        decide_goals(flow, entry)
    if entries:
        propose(flow, entries[0])


def due_of(flow: Flow, months: int) -> date:
    """Return the last day of a month, counted from the one of the demo's day."""
    first = moved(flow.stage.today.replace(day=1), months + 1)
    return first - timedelta(days=1)


def decide_goals(flow: Flow, entry: Entry) -> None:
    changes = []
    for months, title, became in GOALS:
        row = Milestone.objects.filter(entry=entry, title=title, outcome="open").first()
        if row is None or not became:
            continue
        due_on = due_of(flow, months)
        why = MISSED if became == "missed" else ""
        changes += decide_milestone(
            flow.stage.office, row, Decided(outcome=became, on=due_on, reason=why)
        )
        if why:
            row.refresh_from_db()
            later = Moved(to_on=due_of(flow, months + 1), reason=why)
            instead, moves = shift(flow.stage.office, row, version=row.version, to=later)
            changes += moves
            Milestone.objects.filter(pk=instead.pk).update(title=GOALS[2][1])
    record(flow.stage.office, "goal.move", of=entry, changes=changes)


def propose(flow: Flow, entry: Entry) -> None:
    liaison = speaker(flow, entry.unit, Role.LIAISON)
    if liaison is None:
        return
    wanted = [
        NewMilestone(title=row.title, due_on=row.due_on, kind=row.kind) for row in open_goals(entry)
    ]
    day = due_of(flow, 1).replace(day=15)
    extra = NewMilestone(title="组织一次中期评估", due_on=day, kind=Milestone.Kind.NODE)
    propose_goals(liaison, entry, wanted=[*wanted, extra], reason="按方案要求补充节点。")
