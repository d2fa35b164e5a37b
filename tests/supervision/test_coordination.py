"""Problems on their way up, recognised grounds, inspections with their limit, and the two kinds of 立项."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import NewNeed
from guatu.ledgers.queries import visible_entries
from guatu.notices.models import Notice
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.supervision import ladderclock
from guatu.supervision.actions import excuses, findings, inspections, watches
from guatu.supervision.actions import problems as acts
from guatu.supervision.models import Excuse, Finding, Inspection, InspectionPlan, Problem, Watch
from guatu.supervision.queries.excuses import excused
from guatu.supervision.queries.inspections import visible_inspections
from guatu.supervision.queries.problems import mine, visible_problem, visible_problems
from guatu.supervision.queries.watches import visible_watches, watchable

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def asked(scene: Scene, who: str = "housing_liaison", **changes: Any) -> Problem:
    unit = scene.world.housing if who.startswith("housing") else scene.world.finance
    new = acts.NewProblem(
        **({"title": "用地手续", "text": "请协调", "entry": scene.task} | changes)
    )
    return acts.ask_problem(scene.world.actor(who), scene.campaign, unit, new, timezone.now())


def state(row: Problem) -> tuple[str, str]:
    row = visible_problem(SYSTEM, row.pk)
    return row.state, row.level


def call(do: Callable[..., Problem], scene: Scene, row: Problem, who: str, **words: Any) -> Problem:
    row = visible_problem(SYSTEM, row.pk)
    actor = scene.world.actor(who)
    return do(actor, row, row.version, **({"words": "已办"} | words), now=timezone.now())


def test_a_problem_of_a_supporting_unit_goes_to_the_lead_and_back(scene: Scene) -> None:
    row = asked(scene)

    assert (row.level, row.holder) == ("lead", scene.world.finance)
    assert row.due_at == at(MONDAY + timedelta(days=4), 0)  # three working days, to their 24:00
    call(acts.answer_problem, scene, row, "liaison")
    assert state(row) == ("answered", "lead")
    call(acts.reopen, scene, row, "housing_liaison")
    call(acts.answer_problem, scene, row, "office")
    call(acts.confirm, scene, row, "housing_approver")
    assert state(row) == ("closed", "lead")
    assert AuditEvent.objects.filter(act__startswith="problem.").count() == 5
    told = Notice.objects.filter(key__startswith=f"problem:{row.pk}:").count()
    assert told == 4  # asked, answered, opened again, answered


def test_what_the_lead_unit_itself_cannot_clear_is_the_offices(scene: Scene) -> None:
    row = asked(scene, "liaison")

    assert (row.level, row.holder) == ("office", scene.world.district)


FORBIDDEN = [
    ("open", "confirm"), ("open", "reopen"),
    ("answered", "answer"), ("answered", "hand"), ("answered", "escalate"), ("answered", "withdraw"),
    ("answered", "need"),
    ("closed", "answer"), ("closed", "hand"), ("closed", "escalate"), ("closed", "confirm"),
    ("closed", "withdraw"), ("closed", "need"),
    ("withdrawn", "answer"), ("withdrawn", "hand"), ("withdrawn", "escalate"),
    ("withdrawn", "confirm"), ("withdrawn", "reopen"), ("withdrawn", "withdraw"), ("withdrawn", "need"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "act"), FORBIDDEN)
def test_what_a_state_does_not_allow_is_refused_with_what_to_do(
    scene: Scene, now: str, act: str
) -> None:
    row = asked(scene)
    moment = timezone.now()
    Problem.objects.filter(pk=row.pk).update(state=now, answered_at=moment, closed_at=moment)
    does: dict[str, Callable[[], object]] = {
        "answer": lambda: call(acts.answer_problem, scene, row, "office"),
        "hand": lambda: call(acts.hand_over, scene, row, "office", unit=scene.world.town),
        "escalate": lambda: call(acts.escalate, scene, row, "office"),
        "confirm": lambda: call(acts.confirm, scene, row, "housing_liaison"),
        "reopen": lambda: call(acts.reopen, scene, row, "housing_liaison"),
        "withdraw": lambda: call(acts.withdraw, scene, row, "housing_liaison"),
        "need": lambda: needed(scene, row, "office"),
    }

    with pytest.raises(InvalidState) as refused:
        does[act]()

    assert refused.value.message
    assert state(row)[0] == now


def needed(scene: Scene, row: Problem, who: str) -> Problem:
    row = visible_problem(SYSTEM, row.pk)
    new = NewNeed(sort="approval", title="用地预审", solver=scene.world.town)
    actor = scene.world.actor(who)
    return acts.become_need(actor, row, row.version, need=new, now=timezone.now())


def test_a_problem_becomes_a_need_once_and_says_so(scene: Scene) -> None:
    row = asked(scene)
    row = needed(scene, row, "office")

    assert row.need is not None
    assert row.need.entry == scene.task
    with pytest.raises(InvalidState):
        needed(scene, row, "office")


@pytest.mark.parametrize(
    ("do", "who"),
    [
        (acts.answer_problem, "housing_liaison"), (acts.answer_problem, "stranger"),
        (acts.answer_problem, "assessor"), (acts.escalate, "housing_liaison"),
        (acts.withdraw, "liaison"), (acts.withdraw, "office"), (acts.withdraw, "leader"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)  # fmt: skip
def test_only_who_has_it_answers_and_only_who_asked_settles(
    scene: Scene, do: Callable[..., Problem], who: str
) -> None:
    row = asked(scene)

    with pytest.raises(NotAllowed):
        call(do, scene, row, who)


def run_due(now: datetime) -> int:
    """Run what the clock finds, as the worker does; return how many problems went up."""

    class Run:
        account_id = None

        def __init__(self, due: Any) -> None:
            self.arguments, self.due_at = due.arguments, due.due_at

        def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:
            pass

    found = [one for one in ladderclock.due(now) if one.work == ladderclock.RAISE]
    return sum(ladderclock.raise_late(Run(one))["raised"] for one in [*found, *found])


def test_an_unanswered_problem_goes_up_one_level_by_the_clock_and_never_twice(
    scene: Scene, clock: Traveller
) -> None:
    row = asked(scene)
    assert run_due(timezone.now()) == 0
    for level in ("office", "leader"):
        clock.move_to(visible_problem(SYSTEM, row.pk).due_at)
        assert run_due(timezone.now()) == 1
        assert state(row) == ("open", level)
        clock.move_to(at(MONDAY))  # a clock set back changes nothing
        assert run_due(timezone.now()) == 0
    clock.move_to(at(LATER))

    assert run_due(timezone.now()) == 0  # above the leader there is nobody
    assert visible_problem(SYSTEM, row.pk).was_late


def test_a_problem_handed_over_has_a_limit_of_its_own(scene: Scene, clock: Traveller) -> None:
    row = asked(scene, "liaison", is_at_once=True)
    assert row.due_at == at(MONDAY + timedelta(days=2), 0)
    clock.move_to(at(MONDAY + timedelta(days=1), 9))
    row = call(acts.hand_over, scene, row, "office", unit=scene.world.housing)

    assert (row.level, row.holder) == ("lead", scene.world.housing)
    assert row.due_at == at(MONDAY + timedelta(days=3), 0)
    rows = Problem.objects.all()
    assert mine(scene.world.actor("housing_liaison"), rows).count() == 1
    assert mine(scene.world.actor("liaison"), rows).count() == 0


def test_the_steps_of_a_problem_say_in_words_where_it_went(scene: Scene) -> None:
    row = asked(scene, "liaison")
    call(acts.hand_over, scene, row, "office", unit=scene.world.housing)
    other = asked(scene, "liaison", title="另一件")
    call(acts.escalate, scene, other, "office")
    client = scene.world.client("office")
    pages = [
        client.get(reverse("supervision:problem", args=[one.pk])).content.decode()
        for one in (row, other)
    ]

    assert f"由{scene.world.housing.label}答复" in pages[0]
    assert "提请上一级：" in pages[1]
    assert not any("→" in page for page in pages)


def test_a_problem_is_written_at_the_version_that_was_read(scene: Scene) -> None:
    row = asked(scene)
    actor = scene.world.actor("office")
    acts.answer_problem(actor, row, row.version, words="已办", now=timezone.now())

    with pytest.raises((Stale, InvalidState)):
        acts.answer_problem(actor, row, 1, words="又办", now=timezone.now())


def test_who_sees_a_problem(scene: Scene) -> None:
    row = asked(scene, "housing_liaison", entry=None)
    seen = [who for who in scene.world.accounts
            if visible_problems(scene.world.actor(who)).filter(pk=row.pk).exists()]  # fmt: skip

    assert seen == ["office", "leader", "assessor", "housing_liaison", "housing_approver"]


def excuse(scene: Scene, who: str = "liaison", about: Any = None) -> Excuse:
    unit = scene.world.housing if who.startswith("housing") else scene.world.finance
    new = excuses.NewExcuse(
        about=about or scene.task, unit=unit, sort="force", covers_from=MONDAY,
        covers_to=MONDAY + timedelta(days=5), ground="连续暴雨",
    )  # fmt: skip
    return excuses.ask_excuse(scene.world.actor(who), scene.campaign, new)


def decide(scene: Scene, row: Excuse, who: str, *, yes: bool = True, note: str = "") -> Excuse:
    verdict = excuses.Verdict(is_recognised=yes, note=note)
    actor = scene.world.actor(who)
    return excuses.decide_excuse(actor, row, row.version, verdict=verdict, today=MONDAY)


def test_what_is_recognised_leaves_the_late_mark_and_is_skipped_by_day(scene: Scene) -> None:
    one = scene.open()
    late = scene.submit(one, scene.task)
    CheckIn.objects.filter(pk=late.pk).update(is_late=True)
    decide(scene, excuse(scene), "office")
    decide(scene, excuse(scene, about=late), "leader")
    late.refresh_from_db()

    found = excused(scene.campaign)
    assert late.is_late
    assert found.check_in(late.pk)
    assert found.entry_on(scene.task.pk, MONDAY + timedelta(days=5))
    assert not found.entry_on(scene.task.pk, MONDAY + timedelta(days=6))
    assert not found.entry_on(scene.project.pk, MONDAY)


def test_a_supporting_unit_needs_the_leads_opinion_first(scene: Scene) -> None:
    row = excuse(scene, "housing_liaison")
    assert row.state == "asked"
    with pytest.raises(InvalidState):
        decide(scene, row, "office")
    with pytest.raises(NotAllowed):
        excuses.opine(
            scene.world.actor("housing_approver"), row, row.version, opinion="agree", words="是"
        )
    excuses.opine(scene.world.actor("approver"), row, row.version, opinion="agree", words="属实")

    assert decide(scene, row, "office").state == "recognised"
    for again in ("office", "leader"):
        with pytest.raises(InvalidState):
            decide(scene, row, again)


@pytest.mark.parametrize("who", ["liaison", "approver", "assessor", "stranger"])
def test_who_does_not_decide_on_a_ground(scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowed):
        decide(scene, excuse(scene), who)


def test_a_refusal_says_why_and_one_application_waits_at_a_time(scene: Scene) -> None:
    row = excuse(scene)
    with pytest.raises(InvalidState):
        excuse(scene)
    with pytest.raises(InvalidState):
        decide(scene, row, "office", yes=False)

    assert decide(scene, row, "office", yes=False, note="依据不足").state == "refused"
    assert excused(scene.campaign).entries == {}
    with pytest.raises(InvalidState):
        excuses.withdraw_excuse(scene.world.actor("liaison"), row, row.version)


def plan(scene: Scene, sort: str = "comprehensive", year: int = 2026) -> InspectionPlan:
    day = MONDAY.replace(year=year)
    new = inspections.NewPlan(
        unit=scene.world.finance, sort=sort, title="年度督查", starts_on=day, ends_on=day
    )
    return inspections.plan_inspection(scene.world.actor("office"), scene.campaign, new)


def test_one_comprehensive_inspection_a_department_and_year(scene: Scene) -> None:
    first = plan(scene)
    plan(scene, "special")
    plan(scene, "special")
    plan(scene, year=2027)
    with pytest.raises(InvalidState) as refused:
        plan(scene)

    assert "2024" in refused.value.message  # the rule is named
    inspections.call_off(scene.world.actor("office"), first, first.version, reason="并入其他检查")
    assert plan(scene).state == "planned"


def visit(scene: Scene, **changes: Any) -> Inspection:
    base: dict[str, Any] = {
        "unit": scene.world.finance, "method": "on_site", "held_on": MONDAY, "went": "督查室2人",
        "seen": "资料齐全", "entry": scene.task,
        "findings": [inspections.NewFinding(text="公示牌未更新", fix_by=MONDAY)],
    }  # fmt: skip
    new = inspections.NewInspection(**(base | changes))
    return inspections.record_inspection(scene.world.actor("office"), scene.campaign, new, MONDAY)


def test_an_inspection_needs_no_picture(scene: Scene) -> None:
    row = visit(scene)

    assert row.photos.count() == 0
    assert visible_inspections(scene.world.actor("housing_liaison")).count() == 0
    for changes in ({"held_on": LATER}, {"went": ""}, {"seen": " "}, {"method": "track"}):
        with pytest.raises(InvalidState):
            visit(scene, **changes)


def test_a_finding_is_put_right_returned_and_checked_again(scene: Scene) -> None:
    row = Finding.objects.get(inspection=visit(scene))
    office, unit = scene.world.actor("office"), scene.world.actor("liaison")
    with pytest.raises(InvalidState):
        findings.check_again(office, row, row.version, is_settled=True, words="")
    with pytest.raises(NotAllowed):
        findings.rectify(scene.world.actor("housing_liaison"), row, row.version, words="已改")
    findings.rectify(unit, row, row.version, words="已改")
    with pytest.raises(InvalidState):
        findings.check_again(office, row, row.version, is_settled=False, words=" ")
    findings.check_again(office, row, row.version, is_settled=False, words="仍缺一处")
    findings.rectify(unit, row, row.version, words="已全部改")
    findings.check_again(office, row, row.version, is_settled=True, words="")

    assert (row.state, row.returned_count) == ("closed", 1)
    with pytest.raises(InvalidState):
        findings.rectify(unit, row, row.version, words="又")


def test_a_finding_goes_on_as_a_directive_or_a_problem(scene: Scene) -> None:
    office = scene.world.actor("office")
    first, second = (Finding.objects.get(inspection=visit(scene)) for _n in range(2))
    issued = findings.make_directive(office, first, 1, requirement="限期整改", limit_on=LATER)
    findings.make_problem(office, second, 1, now=timezone.now())

    assert (issued.source, issued.source_id, first.state) == ("inspection", first.pk, "directed")
    assert second.problem is not None
    for row in (first, second):
        with pytest.raises(InvalidState):
            findings.make_directive(office, row, row.version, requirement="再", limit_on=LATER)


def test_the_offices_list_holds_an_entry_once_until_it_is_concluded(scene: Scene) -> None:
    office = scene.world.actor("office")
    put: dict[str, Any] = {"ground": "重点督办", "limit_on": LATER, "today": MONDAY}
    row = watches.put_on_list(office, scene.task, **put)
    with pytest.raises(InvalidState):
        watches.put_on_list(office, scene.task, **put)
    with pytest.raises(NotAllowed):
        watches.put_on_list(scene.world.actor("leader"), scene.project, **put)
    with pytest.raises(InvalidState):
        watches.conclude(office, row, row.version, conclusion=" ")
    watches.conclude(office, row, row.version, conclusion="已办结")

    assert watches.put_on_list(office, scene.task, **put).pk != row.pk


def test_discipline_supervision_reads_what_it_watches_and_nothing_else(scene: Scene) -> None:
    world = scene.world
    world.add("discipline", world.district, Role.DISCIPLINE, scope=world.district)
    actor = world.actor("discipline")
    assert visible_entries(actor).count() == 0
    assert [one.pk for one in watchable(actor, "清单")] == [scene.task.pk]
    row = watches.put_under_watch(actor, scene.task, ground="专项监督")
    with pytest.raises(InvalidState):
        watches.put_under_watch(actor, scene.task, ground="再次")

    page = world.client("discipline").get(f"/supervision/watch/{row.pk}/")
    assert page.status_code == 200
    assert AuditEvent.objects.filter(act="watch.read").count() == 0
    for _n in range(2):
        response = world.client("discipline").post(f"/supervision/watch/{row.pk}/read/")
        assert response.status_code == 200
    assert AuditEvent.objects.filter(act="watch.read").count() == 2
    assert Notice.objects.count() == 0
    assert world.client("discipline").get(f"/ledgers/entries/{scene.task.pk}/").status_code in {
        403,
        404,
    }
    watches.end_watch(actor, Watch.objects.get(), 1, reason="监督结束")
    with pytest.raises(InvalidState):
        watches.note_opening(actor, Watch.objects.get())


@pytest.mark.parametrize("who", ["office", "leader", "assessor", "liaison", "auditor"])
def test_nobody_else_learns_what_is_watched(scene: Scene, who: str) -> None:
    actor = scene.world.actor(who)

    assert visible_watches(actor).count() == 0
    with pytest.raises((NotAllowed, NotFound)):
        watches.put_under_watch(actor, scene.task, ground="x")
