"""Steps of the ladder: who decides, in what order, what the unit says; what rules suggest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.core.ladder import Rung
from guatu.ledgers.models import Entry, LampSpell
from guatu.notices.models import Notice
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale
from guatu.supervision.actions.deciding import Paper
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.actions.ladder import NewStep, Ruling, put_aside, rule_on, speak, take_step
from guatu.supervision.actions.rulekeeping import keep_rules
from guatu.supervision.actions.suggesting import suggest_steps
from guatu.supervision.models import Directive, LadderStep, LadderSuggestion
from guatu.supervision.queries.ladder import (
    counts_by_unit,
    visible_step,
    visible_steps,
    visible_suggestions,
)
from guatu.supervision.queries.matters import about_directive, about_entry

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def step(rung: Rung, **changes: Any) -> NewStep:
    base: dict[str, Any] = {"rung": rung, "ground": "连续两期未报", "text": "请于本周内补报。"}
    if rung is Rung.DIRECT:
        base["limit_on"] = MONDAY + timedelta(days=10)
    return NewStep(**(base | changes))


def take(scene: Scene, rung: Rung, who: str = "office", **changes: Any) -> LadderStep:
    about = about_entry(scene.task)
    return take_step(scene.world.actor(who), about, step(rung, **changes), MONDAY)


def paper(scene: Scene, who: str, on: date = MONDAY) -> Paper:
    person = scene.world.accounts[who].person
    held = person.appointments.get()
    return Paper(appointment_id=held.pk, signed_on=on, payload=PDF, file_name="签批件.pdf")


def test_the_office_reminds_and_the_unit_is_told(scene: Scene) -> None:
    row = take(scene, Rung.REMIND)

    assert row.decided_by == scene.world.accounts["office"].person_id
    assert row.recorded_by is None
    assert AuditEvent.objects.filter(act="ladder.step").count() == 1
    assert Notice.objects.filter(key=f"ladder:{row.pk}").count() == 1


def test_a_directive_of_the_ladder_is_issued_as_one(scene: Scene) -> None:
    take(scene, Rung.REMIND)
    row = take(scene, Rung.DIRECT)

    issued = Directive.objects.get()
    assert row.issued == issued
    assert (issued.unit, issued.entry) == (scene.world.finance, scene.task)


@pytest.mark.parametrize("rung", [Rung.DIRECT, Rung.CIRCULATE, Rung.TALK, Rung.REFER])
def test_a_step_that_jumps_over_another_needs_a_reason(scene: Scene, rung: Rung) -> None:
    leads = {"paper": paper(scene, "leader")} if rung in {Rung.TALK, Rung.REFER} else {}

    with pytest.raises(InvalidState) as refused:
        take(scene, rung, **leads)

    assert refused.value.message
    assert LadderStep.objects.count() == 0
    assert take(scene, rung, skip_reason="情况紧急", **leads).skip_reason == "情况紧急"


def test_a_directive_that_was_issued_counts_as_a_step(scene: Scene) -> None:
    new = NewDirective(
        campaign_id=scene.campaign.pk, unit_id=scene.world.finance.pk, title="尽快兑付",
        requirement="兑付", limit_on=MONDAY, source="leader", entry_id=scene.task.pk,
    )  # fmt: skip
    issued = issue(scene.world.actor("office"), new)

    assert take(scene, Rung.CIRCULATE).skip_reason == ""
    about = about_directive(issued)
    assert take_step(scene.world.actor("office"), about, step(Rung.CIRCULATE), MONDAY).pk


@pytest.mark.parametrize("rung", [Rung.TALK, Rung.REFER])
@pytest.mark.parametrize("who", ["office", "assessor", "liaison", "approver", "auditor"])
def test_from_a_talk_on_nobody_but_a_leader_decides(scene: Scene, rung: Rung, who: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        take(scene, rung, who, skip_reason="情况紧急")

    assert refused.value.message
    assert LadderStep.objects.count() == 0


def test_a_leader_decides_a_talk_alone(scene: Scene) -> None:
    row = take(scene, Rung.TALK, "leader", skip_reason="情况紧急")

    assert row.decided_post == scene.world.posts["leader"]


def test_a_talk_decided_on_paper_keeps_both_names_and_the_sheet(scene: Scene) -> None:
    row = take(scene, Rung.TALK, skip_reason="情况紧急", paper=paper(scene, "leader"))

    accounts = scene.world.accounts
    assert (row.decided_by, row.recorded_by) == (
        accounts["leader"].person_id,
        accounts["office"].person_id,
    )
    assert row.sheet is not None


@pytest.mark.parametrize(
    ("who", "signer", "on"),
    [
        ("office", "assessor", MONDAY),  # no leader
        ("office", "liaison", MONDAY),
        ("office", "leader", MONDAY + timedelta(days=1)),  # tomorrow
        ("office", "leader", date(2020, 1, 1)),
        ("liaison", "leader", MONDAY),  # who does not write decisions down
        ("assessor", "leader", MONDAY),
    ],
)
def test_a_sheet_that_decides_nothing_is_refused(
    scene: Scene, who: str, signer: str, on: date
) -> None:
    with pytest.raises((InvalidState, NotAllowed)) as refused:
        take(scene, Rung.TALK, who, skip_reason="情况紧急", paper=paper(scene, signer, on))

    assert refused.value.message
    assert LadderStep.objects.count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"ground": " "},
        {"text": ""},
        {"answer_by": MONDAY - timedelta(days=1)},
        {"ground": "长" * 1001},
    ],
)
def test_a_step_without_its_words_is_refused(scene: Scene, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidState) as refused:
        take(scene, Rung.REMIND, **changes)

    assert refused.value.message


def test_what_is_handed_over_is_told_to_nobody_and_seen_by_who_decides(scene: Scene) -> None:
    row = take(scene, Rung.REFER, "leader", skip_reason="情况紧急")
    world = scene.world

    assert Notice.objects.count() == 0
    assert visible_step(world.actor("office"), row.pk) == row
    for who in ("liaison", "approver", "assessor", "housing_liaison", "stranger"):
        with pytest.raises(NotFound):
            visible_step(world.actor(who), row.pk)
    with pytest.raises(InvalidState):
        speak(world.actor("liaison"), row, text="不服", proof=None, today=MONDAY)


def test_steps_are_seen_by_the_unit_and_by_no_other(scene: Scene) -> None:
    row = take(scene, Rung.REMIND)
    world = scene.world

    for who in ("office", "leader", "assessor", "liaison", "approver"):
        assert visible_step(world.actor(who), row.pk) == row
    for who in ("housing_liaison", "stranger", "auditor", "system"):
        assert list(visible_steps(world.actor(who))) == []


def test_a_unit_is_heard_and_the_step_revoked(scene: Scene) -> None:
    row = take(scene, Rung.CIRCULATE, skip_reason="情况紧急", answer_by=MONDAY)
    world = scene.world
    answer = speak(world.actor("liaison"), row, text="非本单位职责", proof=None, today=MONDAY)
    with pytest.raises(InvalidState):
        speak(world.actor("approver"), row, text="再说一次", proof=None, today=MONDAY)

    rule_on(world.actor("office"), answer, Ruling(is_upheld=True, words="情况属实"), MONDAY)
    row.refresh_from_db()

    assert (row.state, row.revoked_reason) == ("revoked", "情况属实")
    assert counts_by_unit(world.actor("office"), scene.campaign) == []
    with pytest.raises(InvalidState):
        speak(world.actor("liaison"), row, text="又", proof=None, today=MONDAY)
    with pytest.raises(InvalidState):
        rule_on(world.actor("office"), answer, Ruling(is_upheld=False, words="x"), MONDAY)


def test_words_after_the_day_are_taken_and_marked_late(scene: Scene) -> None:
    row = take(scene, Rung.REMIND, answer_by=MONDAY)
    after = MONDAY + timedelta(days=1)

    answer = speak(scene.world.actor("liaison"), row, text="说明", proof=None, today=after)

    assert answer.is_late


def test_a_ruling_on_a_talk_is_a_leaders(scene: Scene) -> None:
    row = take(scene, Rung.TALK, "leader", skip_reason="情况紧急")
    answer = speak(scene.world.actor("liaison"), row, text="说明", proof=None, today=MONDAY)

    with pytest.raises(NotAllowed):
        rule_on(scene.world.actor("office"), answer, Ruling(is_upheld=True, words="x"), MONDAY)
    rule_on(scene.world.actor("leader"), answer, Ruling(is_upheld=False, words="维持"), MONDAY)

    assert answer.state == "kept"


@pytest.mark.parametrize("who", ["housing_liaison", "stranger", "office", "leader"])
def test_only_the_unit_itself_is_heard(scene: Scene, who: str) -> None:
    row = take(scene, Rung.REMIND)

    with pytest.raises(NotAllowed):
        speak(scene.world.actor(who), row, text="说明", proof=None, today=MONDAY)


def redden(entry: Entry, *spells: tuple[int, int | None]) -> None:
    """Light an entry red from and to days counted back from Monday."""
    for first, last in spells:
        LampSpell.objects.create(
            entry=entry, lamp="overdue", rule="overdue", rule_set="guatu",
            from_on=MONDAY - timedelta(days=first),
            to_on=None if last is None else MONDAY - timedelta(days=last),
        )  # fmt: skip
    Entry.objects.filter(pk=entry.pk).update(lamp="overdue")


def open_ones() -> list[tuple[str, str, str]]:
    rows = LadderSuggestion.objects.filter(state="open").order_by("pk")
    return [(row.rung, row.rule, row.facts["since"]) for row in rows]


def test_rules_suggest_once_and_what_is_put_aside_stays_aside(scene: Scene) -> None:
    redden(scene.task, (5, None))

    assert suggest_steps(SYSTEM, scene.campaign, MONDAY) == 1
    assert suggest_steps(SYSTEM, scene.campaign, MONDAY) == 0
    assert open_ones() == [("remind", "red", (MONDAY - timedelta(days=5)).isoformat())]
    row = LadderSuggestion.objects.get()
    with pytest.raises(InvalidState):
        put_aside(scene.world.actor("office"), row, version=row.version, reason=" ")
    put_aside(scene.world.actor("office"), row, version=row.version, reason="已电话沟通")

    assert suggest_steps(SYSTEM, scene.campaign, MONDAY + timedelta(days=1)) == 0
    assert open_ones() == []
    with pytest.raises(InvalidState):
        put_aside(scene.world.actor("office"), row, version=row.version, reason="再次")


def test_the_third_time_red_suggests_a_directive(scene: Scene) -> None:
    redden(scene.task, (60, 50), (49, 48), (30, 20), (5, None))  # the first two follow each other

    suggest_steps(SYSTEM, scene.campaign, MONDAY)

    assert open_ones() == [("direct", "red_again", (MONDAY - timedelta(days=5)).isoformat())]
    assert LadderSuggestion.objects.get().facts["count"] == 3


def test_a_suggestion_whose_ground_is_gone_lapses(scene: Scene) -> None:
    redden(scene.task, (5, None))
    suggest_steps(SYSTEM, scene.campaign, MONDAY)
    Entry.objects.filter(pk=scene.task.pk).update(lamp="on_pace")

    suggest_steps(SYSTEM, scene.campaign, MONDAY)

    assert LadderSuggestion.objects.get().state == "lapsed"


def test_a_suggestion_is_taken_with_its_ground(scene: Scene) -> None:
    redden(scene.task, (5, None))
    suggest_steps(SYSTEM, scene.campaign, MONDAY)
    suggestion = LadderSuggestion.objects.get()

    row = take(scene, Rung.REMIND, suggestion=suggestion)

    assert (row.rule, row.facts) == ("red", suggestion.facts)
    assert (suggestion.state, suggestion.step) == ("taken", row)
    with pytest.raises(InvalidState):
        take(scene, Rung.REMIND, suggestion=suggestion)


def test_an_overdue_directive_suggests_a_circular_and_then_a_talk(
    scene: Scene, clock: Traveller
) -> None:
    new = NewDirective(
        campaign_id=scene.campaign.pk, unit_id=scene.world.finance.pk, title="尽快兑付",
        requirement="兑付", limit_on=MONDAY, source="leader",
    )  # fmt: skip
    issued = issue(scene.world.actor("office"), new)
    office = scene.world.actor("office")
    for days, expected in ((4, []), (5, ["circulate"]), (30, ["circulate"])):
        suggest_steps(SYSTEM, scene.campaign, MONDAY + timedelta(days=days))
        assert [rung for rung, *_rest in open_ones()] == expected

    clock.move_to(at(MONDAY + timedelta(days=30)))
    take_step(office, about_directive(issued), step(Rung.CIRCULATE), MONDAY + timedelta(days=30))
    suggest_steps(SYSTEM, scene.campaign, MONDAY + timedelta(days=30))

    assert [rung for rung, *_rest in open_ones()] == ["talk"]


@pytest.mark.parametrize("who", ["liaison", "leader", "assessor", "auditor"])
def test_only_the_clock_or_the_office_asks_what_rules_suggest(scene: Scene, who: str) -> None:
    with pytest.raises(NotAllowed):
        suggest_steps(scene.world.actor(who), scene.campaign, MONDAY)


def test_suggestions_are_for_who_decides(scene: Scene) -> None:
    redden(scene.task, (5, None))
    suggest_steps(SYSTEM, scene.campaign, MONDAY)

    seen = {who: visible_suggestions(scene.world.actor(who)).count()
            for who in ("office", "leader", "assessor", "liaison", "stranger", "auditor")}  # fmt: skip

    assert seen == {
        "office": 1,
        "leader": 1,
        "assessor": 0,
        "liaison": 0,
        "stranger": 0,
        "auditor": 0,
    }


def test_thresholds_are_the_campaigns_own(scene: Scene) -> None:
    values = {"red_times": 1, "overdue_days": 2, "long_overdue_days": 9, "lead_days": 1,
              "office_days": 1, "leader_days": 1, "at_once_hours": 4}  # fmt: skip
    office = scene.world.actor("office")
    with pytest.raises(InvalidState):
        keep_rules(office, scene.campaign, values | {"long_overdue_days": 2}, version=0)
    keep_rules(office, scene.campaign, values, version=0)
    with pytest.raises(Stale):
        keep_rules(office, scene.campaign, values, version=7)
    redden(scene.task, (5, None))

    suggest_steps(SYSTEM, scene.campaign, MONDAY)

    assert [rung for rung, *_rest in open_ones()] == ["direct"]
