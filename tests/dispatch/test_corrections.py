"""更正 after the freeze: two persons, the original stays, the past is not repainted, late for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.actions import Pick, approve_check_ins, close_round, freeze_round
from guatu.dispatch.actions.corrections import (
    Wish,
    ask_correction,
    decide_correction,
    withdraw_correction,
)
from guatu.dispatch.actions.opinions import Opinion, write_opinion
from guatu.dispatch.models import CheckIn, Correction, EntryState, PeriodOpinion, Round, RoundSum
from guatu.dispatch.queries.monthmarks import Mark
from guatu.dispatch.queries.opinions import opinions_of
from guatu.dispatch.queries.periods import picture
from guatu.dispatch.queries.reported import Window, months_of
from guatu.dispatch.queries.spans import span_of
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WISH = Wish(reason="多报一批", said="完成半批")


def frozen(scene: Scene) -> Round:
    """Return a frozen round in which finance reported its task, approved, and not its project."""
    one = scene.open()
    row = scene.submit(one, scene.task, said="完成第一批")
    approve_check_ins(scene.world.actor("approver"), [Pick(id=row.pk, version=row.version)], MONDAY)
    one.refresh_from_db()
    one = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    return freeze_round(SYSTEM, one.pk, one.version)


def ask(scene: Scene, one: Round, wish: Wish = WISH, *, who: str = "liaison") -> Correction:
    entry = scene.task if wish is WISH else scene.project
    return ask_correction(scene.world.actor(who), scene.check_in(one, entry).pk, wish)


def test_the_report_stays_and_the_entry_takes_the_new_word(scene: Scene) -> None:
    one = frozen(scene)
    states = list(EntryState.objects.order_by("pk").values())
    sums = list(RoundSum.objects.order_by("pk").values())

    made = decide_correction(scene.world.actor("office"), ask(scene, one).pk, 1, approve=True)

    row = scene.check_in(one, scene.task)
    assert (row.said, made.said, made.before["said"]) == ("完成第一批", "完成半批", "完成第一批")
    scene.task.refresh_from_db()
    assert scene.task.last_said == "完成半批"
    assert list(EntryState.objects.order_by("pk").values()) == states
    assert list(RoundSum.objects.order_by("pk").values()) == sums
    acts = AuditEvent.objects.filter(act__startswith="correction.").order_by("number")
    assert [event.act for event in acts] == ["correction.ask", "correction.approve"]


def test_a_later_rounds_word_is_not_overwritten(scene: Scene, clock: Traveller) -> None:
    one = frozen(scene)
    clock.move_to(at(MONDAY + timedelta(days=7)))
    two = scene.open(MONDAY + timedelta(days=7))
    row = scene.submit(two, scene.task, said="完成第二批")
    approve_check_ins(scene.world.actor("approver"), [Pick(id=row.pk, version=row.version)], MONDAY)

    decide_correction(scene.world.actor("office"), ask(scene, one).pk, 1, approve=True)

    scene.task.refresh_from_db()
    assert scene.task.last_said == "完成第二批"


def test_whoever_asked_never_approves(scene: Scene) -> None:
    asked = ask(scene, frozen(scene), who="office")

    with pytest.raises(NotAllowed):
        decide_correction(scene.world.actor("office"), asked.pk, 1, approve=True)

    scene.world.add("second", scene.world.district, Role.CAMPAIGN_OFFICE)
    assert decide_correction(scene.world.actor("second"), asked.pk, 1, approve=True).decided_at


@pytest.mark.parametrize("who", ["liaison", "approver"])
def test_only_the_office_approves(scene: Scene, who: str) -> None:
    asked = ask(scene, frozen(scene), who="approver" if who == "liaison" else "liaison")

    with pytest.raises(NotAllowed):
        decide_correction(scene.world.actor(who), asked.pk, 1, approve=True)


@pytest.mark.parametrize("who", ["housing_liaison", "stranger"])
def test_others_may_not_ask(scene: Scene, who: str) -> None:
    with pytest.raises(NotFound):
        ask(scene, frozen(scene), who=who)


def test_before_the_freeze_it_is_returned_instead(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)

    with pytest.raises(InvalidState):
        ask(scene, one)


@pytest.mark.parametrize(
    "wish",
    [
        Wish(reason="", said="别的"),
        Wish(reason="理由", said="完成第一批"),
        Wish(reason="理由" * 251, said="别的"),
        Wish(reason="理由", progress=100),
    ],
    ids=["no-reason", "nothing-new", "long-reason", "no-quantity"],
)
def test_what_is_no_correction_is_refused(scene: Scene, wish: Wish) -> None:
    one = frozen(scene)
    with pytest.raises(InvalidState):
        ask_correction(scene.world.actor("liaison"), scene.check_in(one, scene.task).pk, wish)


def test_one_waits_at_a_time_and_is_decided_once(scene: Scene) -> None:
    one = frozen(scene)
    asked = ask(scene, one)
    with pytest.raises(InvalidState):
        ask(scene, one)
    office = scene.world.actor("office")
    with pytest.raises(Stale):
        decide_correction(office, asked.pk, asked.version + 1, approve=True)
    decide_correction(office, asked.pk, asked.version, approve=False, answer="原数无误")

    with pytest.raises(InvalidState):
        decide_correction(office, asked.pk, asked.version + 1, approve=True)
    assert ask(scene, one).state == "asked"


def test_whoever_asked_takes_it_back(scene: Scene) -> None:
    asked = ask(scene, frozen(scene))
    with pytest.raises(NotAllowed):
        withdraw_correction(scene.world.actor("approver"), asked.pk, asked.version)

    assert withdraw_correction(scene.world.actor("liaison"), asked.pk, asked.version).decided_at


def test_filled_in_after_the_freeze_the_month_stays_yellow(scene: Scene) -> None:
    """By the published rule: a missed month is red; filled in later, that month stays yellow."""
    one = frozen(scene)
    office = scene.world.actor("office")
    july = date(2026, 7, 2)

    def marks() -> tuple[object, object, int, int, int]:
        found = picture(office, scene.campaign, "month", MONDAY)
        part = next(part for part in found.units if part.unit.id == scene.world.finance.pk)
        fact = months_of(
            Entry.objects.filter(pk=scene.project.pk),
            Window.of(scene.campaign, july, rounds_seen=1),
        )[scene.project.pk]
        return (
            part.months[0].as_frozen, part.months[0].mark, found.reports.received,
            found.as_corrected.received, fact.missing,
        )  # fmt: skip

    assert marks() == (Mark.MISSED, Mark.MISSED, 1, 1, 1)

    asked = ask(scene, one, Wish(reason="漏报", said="完成管线迁改"))
    assert asked.was_silent
    decide_correction(office, asked.pk, 1, approve=True)

    assert marks() == (Mark.MISSED, Mark.LATE, 1, 2, 0)
    assert CheckIn.objects.get(pk=asked.check_in_id).received_at is None


def test_a_silent_draft_is_nobodys_word(scene: Scene) -> None:
    one = scene.open()
    row = scene.write(scene.check_in(one, scene.project), said="没有交的草稿")
    one = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    freeze_round(SYSTEM, one.pk, one.version)

    asked = ask_correction(
        scene.world.actor("approver"), row.pk, Wish(reason="漏报", said="完成管线迁改")
    )

    assert asked.before["said"] == ""


def test_an_opinion_is_written_anew_beside_the_old_one(scene: Scene) -> None:
    office = scene.world.actor("office")
    span = span_of(scene.campaign, "half-year", MONDAY)
    assert span is not None
    unit = scene.world.finance.pk
    first = write_opinion(
        office, scene.campaign, span, Opinion(text="较好", signed_by="张某", unit_id=unit)
    )
    with pytest.raises(Stale):
        write_opinion(
            office, scene.campaign, span, Opinion(text="好", signed_by="张某", unit_id=unit)
        )

    write_opinion(
        office, scene.campaign, span,
        Opinion(text="好", signed_by="张某", unit_id=unit, replaces=first.pk),
    )  # fmt: skip

    found = opinions_of(office, scene.campaign, span)
    assert found.now[unit].text == "好"
    assert [row.text for row in found.before(unit)] == ["较好"]
    assert PeriodOpinion.objects.count() == 2
    assert opinions_of(scene.world.actor("liaison"), scene.campaign, span).of(unit)
    assert not opinions_of(scene.world.actor("stranger"), scene.campaign, span).now


@pytest.mark.parametrize("who", ["liaison", "leader", "assessor"])
def test_only_the_office_writes_opinions(scene: Scene, who: str) -> None:
    span = span_of(scene.campaign, "year", MONDAY)
    assert span is not None
    with pytest.raises(NotAllowed):
        write_opinion(
            scene.world.actor(who), scene.campaign, span, Opinion(text="好", signed_by="张某")
        )
