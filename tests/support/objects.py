"""One object of each sort, for the test that walks all routes; all of it is the finance office's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import ladders
from django.utils import timezone
from officialpapers import of_bulletins
from printed import of_paper
from scenes import MONDAY, Scene, make_scene
from sheetobjects import of_old_ledgers, of_sheets
from tellings import notice
from weekobjects import of_worklists
from worlds import World, make_person, make_unit

from guatu.accounts.models import (
    Appointment,
    Handover,
    Intake,
    TaskForceMembership,
    Unit,
    UnitAlias,
)
from guatu.audit.actions import store_evidence
from guatu.audit.models import AuditEvent, Evidence
from guatu.burden.models import Ask, Complaint
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_observations,
    insert_targets,
)
from guatu.campaigns.models import Campaign, FigureSheet, MeasureUnit, Plan
from guatu.core.actors import SYSTEM
from guatu.core.kinds import Name
from guatu.dispatch.actions import submit_check_ins
from guatu.dispatch.models import CheckIn, CheckInEvidence, CheckInMove, Correction, Round
from guatu.jobs import spool
from guatu.jobs.models import Job
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kind
from guatu.ledgers.actions.rulesets import copy_rule_set, install_rule_sets
from guatu.ledgers.models import (
    Closing,
    ClosingStep,
    Entry,
    GoalProposal,
    Kind,
    LampOverride,
    LampRuleSet,
    LogRow,
    Need,
    StagePassage,
    TrackKeeper,
    TrackPassage,
)
from guatu.meetings.actions.agenda import ItemChange, add_item, set_invitations
from guatu.meetings.actions.decisions import NewDecision, decide
from guatu.meetings.actions.packaging import make_package
from guatu.meetings.actions.preparing import NewMeeting, prepare
from guatu.meetings.actions.running import begin
from guatu.meetings.models import PackagePart
from guatu.notices.actions import tell_all
from guatu.notices.models import Channel, Notice
from guatu.planning.models import (
    Adjustment,
    Consultation,
    Draft,
    DraftItem,
    DraftMatch,
    DraftUnit,
    Issuance,
    IssuanceLine,
    IssuanceStep,
    Objection,
    SignOff,
    StepCode,
)
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.models import DirectiveFile, DirectiveStep

TEXT = "一、总体要求\n建立惠企资金直达清单，由区财政局牵头。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """The keys of the objects, by the names that routes give their arguments.

    `of_route` has those that a route takes instead.
    """

    arguments: dict[str, int | str]
    of_route: dict[str, dict[str, int | str]]

    def of(self, route: str) -> dict[str, int | str]:
        return self.arguments | self.of_route.get(route, {})


def make_objects(world: World) -> Objects:
    scene = make_scene(world)
    one = scene.open()
    evidence = store_evidence(world.actor("liaison"), b"%PDF-1.4\n%%EOF\n", "proof.pdf")
    check_in = scene.write(scene.check_in(one, scene.task), said="完成第一批")
    CheckInEvidence.objects.create(check_in=check_in, evidence=evidence)
    submit_check_ins(world.actor("liaison"), one)
    check_in.refresh_from_db()
    CheckInMove.objects.create(
        check_in=check_in, from_state="submitted", to_state="unit_approved",
        moved_at=timezone.now(), signed_by=world.accounts["approver"].person_id,
        signed_on=timezone.localdate(), evidence=evidence,
    )  # fmt: skip
    planned = of_planning(world)
    met = of_meetings(world, scene.campaign, one)
    match_id, of_lines = of_versions(world, scene.campaign, evidence)
    asked = Adjustment.objects.create(
        campaign=scene.campaign, entry=scene.project, unit=world.finance, kind="suspend",
        reason="资金未到位", before={"validity": "in_force"}, after={"validity": "suspended"},
        evidence=evidence, asked_by=world.accounts["approver"].person_id, asked_at=timezone.now(),
    )  # fmt: skip
    Entry.objects.filter(pk=scene.task.pk).update(
        plan_id=planned["plan_id"], quote_start=7, quote_end=len(TEXT)
    )
    accounts = of_accounts(world)
    seat = TaskForceMembership.objects.get(pk=accounts["seat_id"])
    watched = ladders.of_supervision(world, scene.task, evidence)
    return Objects(
        arguments={
            "unit_id": world.finance.pk,
            "slug": scene.campaign.slug,
            "code": "task",
            "form": "xlsx",
            "entry_id": scene.task.pk,
            "round_id": one.pk,
            "cadence_id": scene.cadence.pk,
            "check_in_id": check_in.pk,
            "evidence_id": evidence.pk,
            "adjustment_id": asked.pk,
            "which": "evidence",
            "kind": "task",
            **accounts,
            **met,
            **of_evidence(scene.task, evidence),
            **planned,
            "match_id": match_id,
            **of_figures(world, scene.campaign, evidence),
            **of_issuing(world, scene.task, evidence),
            **of_story(world, scene.task),
            **of_notices(world),
            **of_directives(world, scene.task),
            **{k: v for k, v in watched.items() if k not in {"plan_id", "step_id", "item_id"}},
            "job_id": of_jobs(world),
        },
        of_route={
            **of_tracks(world, scene.project, evidence),
            **of_burden(world, scene.campaign),
            **of_worklists(world, scene.task, evidence),
            **of_closings(scene.task, world, evidence),
            **of_periods(world, scene),
            "accounts:intake-template": {"sort": "units"},
            "accounts:task-force": {"unit_id": seat.task_force_id},
            "ledgers:force-entries": {"unit_id": seat.task_force_id},
            "accounts:unit-seat-leave": {"unit_id": seat.task_force_id},
            "dispatch:return": {"version": check_in.version},
            **of_rules(world),
            **of_package(met["package_id"]),
            **of_charts(world),
            **of_directive_files(world, scene.task, evidence),
            **of_agenda(met["item_id"]),
            **ladders.of_routes(watched),
            **of_goals(world, scene.task),
            **of_fields(world, scene.campaign, evidence),
            **of_lines,
            **of_sheets(world, one),
            **of_old_ledgers(world, scene.campaign),
            **of_paper(world, scene, one, evidence),
            **of_bulletins(scene, one),
        },
    )


def of_periods(world: World, scene: Scene) -> dict[str, dict[str, int | str]]:
    """Return a period of the campaign, a frozen round in it, and a correction of what it says."""
    day = MONDAY - timedelta(days=30)
    past = Round.objects.create(
        cadence=scene.cadence, campaign=scene.campaign, ordinal=90, slug="past", starts_on=day,
        ends_on=day, state=Round.State.FROZEN, opened_at=timezone.now(), frozen_at=timezone.now(),
    )  # fmt: skip
    row = CheckIn.objects.create(
        round=past, entry=scene.task, unit=world.finance, role="lead", saved_at=timezone.now()
    )
    asked = Correction.objects.create(
        check_in=row, was_silent=True, said="补报", reason="当周停电", asked_for=world.finance,
        asked_by=world.accounts["liaison"].person_id, asked_at=timezone.now(),
    )  # fmt: skip
    period: dict[str, int | str] = {"every": "half-year", "start": "2026-01-01"}
    of_one: dict[str, int | str] = {"correction_id": asked.pk, "version": asked.version}
    return {
        **dict.fromkeys(("dispatch:period", "dispatch:write-opinion"), period),
        "dispatch:period-rows": {**period, "what": "asked"},
        "dispatch:past": {"round_id": past.pk},
        "dispatch:round-rows": {"round_id": past.pk, "what": "asked"},
        "dispatch:correct": {"check_in_id": row.pk},
        "dispatch:decide-correction": of_one,
        "dispatch:withdraw-correction": of_one,
    }


def of_closings(entry: Entry, world: World, evidence: Evidence) -> dict[str, dict[str, int | str]]:
    """Return what the routes of closing take: the task, asked to be closed by its liaison."""
    one = Closing.objects.create(
        entry=entry, from_stage=entry.stage, asked_at=timezone.now(),
        asked_by=world.accounts["liaison"].person_id,
    )  # fmt: skip
    step = ClosingStep.objects.create(
        closing=one, to_state="asked", taken_at=timezone.now(), evidence=evidence, sheet=evidence
    )
    names = ("review", "verify", "return", "withdraw", "review-paper", "verify-paper")
    return {
        **{f"ledgers:closing-{name}": {"closing_id": one.pk} for name in names},
        "ledgers:closing-proof": {"closing_id": one.pk, "step_id": step.pk},
        "ledgers:closing-scan": {"closing_id": one.pk, "step_id": step.pk},
        "ledgers:closing-ask": {"version": entry.version},
        "ledgers:closing-ask-paper": {"version": entry.version},
        "ledgers:closing-reopen": {"version": entry.version},
    }


def of_burden(world: World, campaign: Campaign) -> dict[str, dict[str, int | str]]:
    """Return what the finance office was asked this month, and a word on one campaign's asks."""
    today = timezone.localdate()
    Ask.objects.create(
        campaign=campaign, unit=world.finance, month=today.replace(day=1), source="rounds", forms=1
    )
    said = Complaint.objects.create(
        code="q7m2kd9x4t", campaign=campaign, about="form", words="同表多报", received_on=today
    )
    return {
        "burden:complaint": {"complaint_id": said.pk, "version": said.version},
        "burden:turn-on": {"rule": "sign_in"},
    }


def of_notices(world: World) -> dict[str, int | str]:
    """Return a notice that the finance office's liaison was told, and the group that it went to."""
    channel = Channel.objects.create(
        form="wecom", title="财政群", unit=world.finance, is_simulated=True,
        address="https://robot.example/send?key=1", made_at=timezone.now(),
    )  # fmt: skip
    tell_all([notice(unit_ids=[world.finance.pk])])
    return {
        "notice_id": Notice.objects.get(key="round 1 finance").pk,
        "channel_id": channel.pk,
        "delivery_id": channel.deliveries.get().pk,
        "token": "of-nobody",
    }


def of_agenda(item_id: int | str) -> dict[str, dict[str, int | str]]:
    """Return what the routes of one matter of an agenda take: plans have items of their own."""
    return {f"meetings:item-{act}": {"item_id": item_id} for act in ("edit", "drop", "move")}


def of_meetings(world: World, campaign: Campaign, one: Round) -> dict[str, int | str]:
    """Return a meeting in session that finance is asked to come to, what was decided, and papers."""
    office = world.actor("office")
    held_on = timezone.localdate()
    meeting = prepare(office, campaign, NewMeeting(sort="special", held_on=held_on))
    item = add_item(office, meeting, ItemChange(title="听取资金兑付汇报", unit=world.finance))
    units = [world.finance.pk]
    set_invitations(office, meeting, version=meeting.version, unit_ids=units)
    begin(office, meeting, version=meeting.version)
    decision = decide(
        office, meeting, NewDecision(text="补齐佐证材料", units=[world.finance]), item=item
    )
    package = make_package(
        office,
        one,
        token="objects",  # noqa: S106 no secret
        now=timezone.now(),
        say=lambda _n, _s: None,
    )
    return {
        "meeting_id": meeting.pk,
        "item_id": item.pk,
        "decision_id": decision.pk,
        "package_id": package.pk,
    }


def of_package(package_id: int | str) -> dict[str, dict[str, int | str]]:
    part = PackagePart.objects.filter(package=package_id).order_by("pk").first()
    return {"meetings:package-part": {"evidence_id": part.evidence_id if part else 0}}


def of_fields(
    world: World, campaign: Campaign, evidence: Evidence
) -> dict[str, dict[str, int | str]]:
    """Return what the routes of logs and private fields take: of kinds that have them."""
    owed: dict[str, Any] = {
        "leads": (Assigned(unit_id=world.finance.pk),),
        "supports": (Assigned(unit_id=world.housing.pk),),
    }
    point = NewEntry(title="山塘下游院落", fields={"point_code": "FX-001"}, **owed)
    (watched,) = insert_entries(campaign, "risk_point", [point])
    lead = NewEntry(title="传感器项目", fields={"contact": "模拟联系人"}, **owed)
    (private,) = insert_entries(campaign, "investment", [lead])
    row = LogRow.objects.create(
        entry=watched, log="check", happened_on=timezone.localdate(), evidence=evidence,
        fields={"outcome": "normal"}, recorded_at=timezone.now(),
    )  # fmt: skip
    of_row: dict[str, int | str] = {"entry_id": watched.pk, "row_id": row.pk, "log": "check"}
    routes = ("logs", "log", "log-proof", "strike-log")
    found = {f"ledgers:{name}": of_row for name in routes}
    return found | {
        "ledgers:look": {"entry_id": private.pk},
        "ledgers:kind-edit": {"kind": make_own_kind().code},
    }


def make_own_kind() -> Kind:
    text = 'code = "well"\nnoun = "机井"\nstages = { listed = "已登记" }\n'
    return install_kind(SYSTEM, text)


def of_goals(world: World, entry: Entry) -> dict[str, dict[str, int | str]]:
    goal = entry.milestones.order_by("pk").first()
    assert goal is not None
    asked = GoalProposal.objects.create(
        entry=entry, act="add", kind="month", title="完成第二批", due_on=goal.due_on,
        unit=world.finance, proposed_at=timezone.now(),
        proposed_by=world.accounts["liaison"].person_id,
    )  # fmt: skip
    return {
        "ledgers:goal-move": {"milestone_id": goal.pk, "version": goal.version},
        "ledgers:goal-decide": {"proposal_id": asked.pk, "version": asked.version},
        "ledgers:goal-withdraw": {"proposal_id": asked.pk, "version": asked.version},
    }


def of_rules(world: World) -> dict[str, dict[str, int | str]]:
    install_rule_sets()
    source = LampRuleSet.objects.get(code="default")
    own = copy_rule_set(SYSTEM, source, world.district, Name(zh="本区规则", en="Our rules"))
    routes = ("lamp-rule-set", "lamp-rules-copy", "lamp-rules-edit")
    return {f"dispatch:{name}": {"rules": own.code} for name in routes}


def of_issuing(world: World, entry: Entry, evidence: Evidence) -> dict[str, int | str]:
    now, today = timezone.now(), timezone.localdate()
    issuance = Issuance.objects.create(
        campaign=entry.campaign, title="行动任务", state=StepCode.ISSUE, created_at=now
    )
    line = IssuanceLine.objects.create(issuance=issuance, entry=entry, position=1)
    step = IssuanceStep.objects.create(
        issuance=issuance, code=StepCode.APPROVE, happened_on=today, recorded_at=now,
        post=world.posts["leader"], evidence=evidence,
    )  # fmt: skip
    asked = Consultation.objects.create(
        issuance=issuance, kind="consult", unit=world.finance, asked_at=now, due_on=today
    )
    SignOff.objects.create(
        issuance=issuance, line=line, unit=world.finance, is_lead=True, issued_at=now, due_on=today
    )
    wish = Objection.objects.create(
        line=line, unit=world.finance, asks="other", reason="职责交叉", raised_at=now
    )
    return {
        "issuance_id": issuance.pk,
        "line_id": line.pk,
        "step_id": step.pk,
        "consultation_id": asked.pk,
        "objection_id": wish.pk,
    }


def of_story(world: World, entry: Entry) -> dict[str, int | str]:
    """Return a need that finance has of housing."""
    need = Need.objects.create(
        entry=entry, sort=Need.Sort.LAND, title="用地指标", solver=world.housing,
        asked_on=timezone.localdate(),
    )  # fmt: skip
    return {"need_id": need.pk, "track": "inclusion"}


def of_directives(world: World, entry: Entry) -> dict[str, int | str]:
    """Return a directive to finance about an entry that housing supports; its unit is to sign for it."""
    today = timezone.localdate()
    row = issue(
        world.actor("office"),
        NewDirective(
            campaign_id=entry.campaign_id, unit_id=world.finance.pk, title="尽快兑付惠企资金",
            requirement="完成首批兑付", limit_on=today, source="lamp", entry_id=entry.pk,
        ),
    )  # fmt: skip
    return {"directive_id": row.pk}


def of_directive_files(
    world: World, entry: Entry, evidence: Evidence
) -> dict[str, dict[str, int | str]]:
    """Return what the route of a directive's files takes."""
    key = of_directives(world, entry)["directive_id"]
    step = DirectiveStep.objects.get(directive=key)
    DirectiveFile.objects.create(step=step, evidence=evidence)
    return {"supervision:file": {"directive_id": key, "evidence_id": evidence.pk}}


def of_tracks(world: World, project: Entry, evidence: Evidence) -> dict[str, dict[str, int | str]]:
    """Return what the routes of a track take: a project with a step, housing confirms it."""
    Entry.objects.filter(pk=project.pk).update(
        fields={"inclusion": "applied", "investor": "government"}
    )
    TrackKeeper.objects.create(ledger=project.ledger, track="inclusion", unit=world.housing)
    passage = TrackPassage.objects.create(
        entry=project, track="inclusion", to_state="applied", passed_on=timezone.localdate(),
        recorded_at=timezone.now(), evidence=evidence,
    )  # fmt: skip
    on_track: dict[str, int | str] = {"entry_id": project.pk, "passage_id": passage.pk}
    return {
        "ledgers:track": on_track,
        "ledgers:track-proof": on_track,
        "ledgers:nodes": {"entry_id": project.pk},
        "ledgers:keeper": {"code": "project"},
    }


def of_accounts(world: World) -> dict[str, int | str]:
    account = world.accounts["liaison"]
    post = world.posts["liaison"]
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.finance)
    seat = TaskForceMembership.objects.create(
        task_force=force, post=post, started_on=timezone.localdate()
    )
    return {
        "person_id": account.person_id,
        "account_id": account.pk,
        "post_id": post.pk,
        "appointment_id": Appointment.objects.get(post=post).pk,
        "alias_id": UnitAlias.objects.create(unit=world.finance, name="财局").pk,
        "seat_id": seat.pk,
        "handover_id": handover_of(world).pk,
        "intake_id": intake_of(world).pk,
    }


def intake_of(world: World) -> Intake:
    """Return a sheet that the system administrator loaded."""
    return Intake.objects.create(
        sort=Intake.Sort.UNITS,
        file_name="单位.xlsx",
        file_digest="0" * 64,
        staged_by=world.accounts["system"].pk,
        staged_at=timezone.now(),
    )


def handover_of(world: World) -> Handover:
    """Return the handover of another post of the finance office: nobody of the tests left it."""
    before = make_person("前任联络员")
    return Handover.objects.create(
        post=world.posts["approver"],
        leaver=before,
        last_day=timezone.localdate(),
        recorded_at=timezone.now(),
        signed=store_evidence(world.actor("approver"), b"%PDF-1.4\n%%EOF\n", "sheet.pdf"),
    )


def of_evidence(entry: Entry, evidence: Evidence) -> dict[str, int | str]:
    passage = StagePassage.objects.create(
        entry=entry,
        from_stage=entry.stage,
        to_stage=entry.stage,
        passed_on=timezone.localdate(),
        recorded_at=timezone.now(),
        evidence=evidence,
    )
    today = timezone.localdate()
    override = LampOverride.objects.create(
        entry=entry, lamp="on_pace", reason="实地核查", evidence=evidence, from_on=today,
        until_on=today, set_at=timezone.now(),
    )  # fmt: skip
    return {
        "passage_id": passage.pk,
        "override_id": override.pk,
        "number": AuditEvent.objects.filter(act="check_in.submit").latest("number").number,
    }


def of_figures(world: World, campaign: Campaign, evidence: Evidence) -> dict[str, int | str]:
    new = NewTarget(indicator="新建停车泊位", op=">=", value=Decimal(730), measure="个",
                    written="新建停车泊位730个", unit_id=world.finance.pk,
                    provider_id=world.finance.pk)  # fmt: skip
    (target,) = insert_targets(campaign, [new])
    day = campaign.starts_on
    row = NewObservation(indicator=target.indicator, unit=target.unit, period_start=day,
                         period_end=day, as_of=day, value=Decimal(20), measure="个")  # fmt: skip
    (observation,) = insert_observations(world.actor("liaison"), [row])
    sheet = FigureSheet.objects.create(
        campaign=campaign, file=evidence, file_name="快报.xlsx", series="flash",
        handed_in_by=world.accounts["liaison"].person_id, handed_in_at=timezone.now(),
    )  # fmt: skip
    unit = MeasureUnit.objects.create(symbol="棚", dimension="棚", factor_mantissa=1)
    return {
        "sheet_id": sheet.pk,
        "measure_id": unit.pk,
        "target_id": target.pk,
        "observation_id": observation.pk,
        "indicator_id": target.indicator_id,
    }


def of_versions(
    world: World, campaign: Campaign, evidence: Evidence
) -> tuple[int, dict[str, dict[str, int | str]]]:
    """Return a line of a plan that corrects another, and what the routes of versions take."""
    shared: dict[str, Any] = {"text": TEXT, "loaded_at": timezone.now(), "unit": world.district}
    known = Plan.objects.create(title="行动方案", text_digest="1" * 64, campaign=campaign, **shared)
    plan = Plan.objects.create(
        title="行动方案（修订）", text_digest="2" * 64, corrects=known, file=evidence, **shared
    )
    draft = Draft.objects.create(plan=plan, created_at=timezone.now())
    item = DraftItem.objects.create(
        draft=draft, kind="task", ordinal=1, start=7, end=len(TEXT), fields={"title": "直达清单"},
        confidence=90,
    )  # fmt: skip
    row = DraftMatch.objects.create(
        draft=draft, item=item, kind="task", name="直达清单", position=1, outcome="changed",
        confidence=90, choice="pending",
    )  # fmt: skip
    return row.pk, {
        "planning:lines": {"draft_id": draft.pk},
        "planning:lines-all": {"draft_id": draft.pk},
        "planning:merge": {"draft_id": draft.pk},
        "planning:file": {"plan_id": plan.pk},
    }


def of_planning(world: World) -> dict[str, int | str]:
    now = timezone.now()
    plan = Plan.objects.create(
        title="行动方案", text=TEXT, text_digest="0" * 64, loaded_at=now, unit=world.district
    )
    draft = Draft.objects.create(plan=plan, created_at=now)
    item = DraftItem.objects.create(
        draft=draft,
        kind=DraftItem.Kind.TASK,
        ordinal=1,
        start=7,
        end=len(TEXT),
        fields={"title": "建立惠企资金直达清单"},
        confidence=90,
    )
    row = DraftUnit.objects.create(
        draft=draft, name="区财政局", mention_count=1, match="exact", unit=world.finance
    )
    return {"plan_id": plan.pk, "draft_id": draft.pk, "item_id": item.pk, "row_id": row.pk}


def of_charts(world: World) -> dict[str, dict[str, int | str]]:
    """Return a wall chart and the sheets of units that the liaison had made in the background."""
    made = {
        "overview:chart-made": ("overview.wallchart", "c" * 32),
        "paper:unit-sheets-made": ("paper.unit-sheets", "d" * 32),
    }
    for work, key in made.values():
        Job.objects.create(
            work=work, key=key, state=Job.State.DONE, due_at=timezone.now(),
            asked_at=timezone.now(), account_id=world.accounts["liaison"].pk,
            result={"file": spool.keep(b"%PDF-1.4"), "name": "chart.pdf"},
        )  # fmt: skip
    return {route: {"token": key} for route, (_work, key) in made.items()}


def of_jobs(world: World) -> int:
    """Return a task of finance that its liaison asked for."""
    liaison = world.actor("liaison")
    now = timezone.now()
    job = Job.objects.create(
        work="test.nothing", key="1", due_at=now, asked_at=now, unit_path=world.finance.path,
        account_id=liaison.account_id, person_id=liaison.person_id, asked_by=liaison.name,
    )  # fmt: skip
    return job.pk
