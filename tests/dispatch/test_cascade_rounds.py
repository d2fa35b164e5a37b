"""承接 in the rhythm: a town reports once in its own campaign, and the district's round has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import make_campaign

from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.actions import (
    Pick,
    approve_check_ins,
    close_round,
    ensure_cadence,
    freeze_round,
    open_round,
    return_check_in,
    submit_check_ins,
)
from guatu.dispatch.actions.corrections import Wish, ask_correction, decide_correction
from guatu.dispatch.models import Cadence, CheckIn, Correction, Round
from guatu.dispatch.queries.below import linked_below
from guatu.dispatch.queries.checkins import awaiting_review, fillable
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEK = timedelta(days=7)


@dataclass
class Taken:
    """A district's entry that the town has taken on, both asked weekly."""

    scene: Scene
    above: Entry
    below: Entry
    cadence: Cadence

    def open_both(self) -> tuple[Round, Round]:
        return open_round(SYSTEM, self.cadence, MONDAY), self.scene.open(MONDAY)

    def report(self, one: Round, **values: object) -> CheckIn:
        row = CheckIn.objects.get(round=one, entry=self.below)
        self.scene.write(row, "stranger", **(values or {"said": "完成两个村"}))
        submit_check_ins(self.scene.world.actor("stranger"), one)
        row.refresh_from_db()
        return row

    def answer(self, one: Round) -> CheckIn:
        return CheckIn.objects.get(round=one, entry=self.above, unit=self.scene.world.town)


@pytest.fixture
def taken(scene: Scene) -> Taken:
    world = scene.world
    world.add("town_approver", world.town, Role.APPROVER)
    world.add("office_two", world.district, Role.CAMPAIGN_OFFICE)
    town = Assigned(unit_id=world.town.pk)
    (above,) = insert_entries(scene.campaign, "task", [NewEntry(title="村容整治", leads=(town,))])
    child = make_campaign(world.town, parent=scene.campaign)
    (below,) = insert_entries(
        child, "task", [NewEntry(title="村容整治", leads=(town,), parent_id=above.pk)]
    )
    return Taken(scene=scene, above=above, below=below, cadence=ensure_cadence(SYSTEM, child))


def test_the_town_is_asked_once_and_both_rounds_count_it(taken: Taken) -> None:
    below, above = taken.open_both()
    liaison = taken.scene.world.actor("stranger")

    owed = fillable(liaison).filter(entry__in=[taken.above, taken.below])
    assert [row.entry_id for row in owed] == [taken.below.pk]
    assert taken.answer(above).received_at is None

    said = taken.report(below, said="完成两个村", problem="缺少管网图")

    answer = taken.answer(above)
    assert (answer.said, answer.problem) == ("完成两个村", "缺少管网图")
    assert (answer.state, answer.received_at, answer.is_late) == (
        "submitted", said.received_at, False,
    )  # fmt: skip
    assert answer.taken_from_id == said.pk


def test_the_units_own_word_is_given_below_alone(taken: Taken) -> None:
    below, above = taken.open_both()
    said = taken.report(below)
    approver = taken.scene.world.actor("town_approver")
    assert [row.pk for row in awaiting_review(approver)] == [said.pk]
    answer = taken.answer(above)
    with pytest.raises(InvalidState):
        approve_check_ins(approver, [Pick(id=answer.pk, version=answer.version)], MONDAY)

    approve_check_ins(approver, [Pick(id=said.pk, version=said.version)], MONDAY)

    assert taken.answer(above).state == "unit_approved"
    taken.above.refresh_from_db()
    assert taken.above.last_said == said.said
    assert taken.above.reported_at == said.received_at


def test_sent_back_below_it_is_sent_back_above(taken: Taken) -> None:
    below, above = taken.open_both()
    said = taken.report(below)
    approver = taken.scene.world.actor("town_approver")
    approve_check_ins(approver, [Pick(id=said.pk, version=said.version)], MONDAY)
    office = taken.scene.world.actor("office")
    said.refresh_from_db()

    return_check_in(office, Pick(id=said.pk, version=said.version), "缺照片编号", MONDAY)

    assert taken.answer(above).state == "returned"
    taken.above.refresh_from_db()
    assert taken.above.last_said == ""
    assert taken.answer(above).moves.last().reason == "缺照片编号"


def test_above_it_cannot_be_sent_back(taken: Taken) -> None:
    below, above = taken.open_both()
    said = taken.report(below)
    approver = taken.scene.world.actor("town_approver")
    approve_check_ins(approver, [Pick(id=said.pk, version=said.version)], MONDAY)
    answer = taken.answer(above)

    with pytest.raises(InvalidState):
        return_check_in(
            taken.scene.world.actor("office"),
            Pick(id=answer.pk, version=answer.version),
            "不",
            MONDAY,
        )


def test_late_below_is_late_above(taken: Taken, clock: Traveller) -> None:
    below, above = taken.open_both()
    clock.move_to(at(below.ends_on + timedelta(days=1)))

    taken.report(below)

    assert taken.answer(above).is_late


def test_a_month_above_takes_the_last_week_within(taken: Taken, clock: Traveller) -> None:
    Cadence.objects.filter(pk=taken.scene.cadence.pk).update(every="month")
    taken.scene.cadence.refresh_from_db()
    below, above = taken.open_both()
    assert (above.starts_on.day, above.ends_on.day) == (1, 30)
    taken.report(below, said="第一周")
    clock.move_to(at(MONDAY + WEEK))

    taken.report(open_round(SYSTEM, taken.cadence, MONDAY + WEEK), said="第二周")

    assert taken.answer(above).said == "第二周"


def test_where_nothing_is_due_below_nothing_is_owed_above(taken: Taken) -> None:
    Cadence.objects.filter(pk=taken.cadence.pk).update(every="month")

    one = taken.scene.open(MONDAY)

    assert not CheckIn.objects.filter(round=one, entry=taken.above).exists()


def test_a_report_of_before_the_round_above_opened_counts(taken: Taken) -> None:
    said = taken.report(open_round(SYSTEM, taken.cadence, MONDAY))

    assert taken.answer(taken.scene.open(MONDAY)).taken_from_id == said.pk


def test_closed_below_the_unit_is_asked_above_again(taken: Taken) -> None:
    Entry.objects.filter(pk=taken.below.pk).update(closed_on=MONDAY)

    one = taken.scene.open(MONDAY)

    assert taken.answer(one).below_id is None


def test_who_leads_with_others_is_asked_for_the_word_on_all(taken: Taken) -> None:
    scene = taken.scene
    town, housing = (Assigned(unit_id=unit.pk) for unit in (scene.world.town, scene.world.housing))
    (above,) = insert_entries(
        scene.campaign, "task", [NewEntry(title="合办", leads=(town,), supports=(housing,))]
    )
    insert_entries(
        taken.below.campaign, "task", [NewEntry(title="合办", leads=(town,), parent_id=above.pk)]
    )

    row = CheckIn.objects.get(round=scene.open(MONDAY), entry=above, unit=scene.world.town)

    assert (row.role, row.below_id) == ("lead", None)


def test_only_leaves_answer(taken: Taken) -> None:
    """What derives from villages beneath is no leaf: the villages' words count, each once."""
    world = taken.scene.world
    Entry.objects.filter(pk=taken.below.pk).update(roll_up="worst")
    child = make_campaign(world.finance, parent=taken.below.campaign)
    (leaf,) = insert_entries(
        child, "task",
        [NewEntry(title="村容整治", leads=(Assigned(unit_id=world.finance.pk),), parent_id=taken.below.pk)],
    )  # fmt: skip
    ensure_cadence(SYSTEM, child)

    rows = CheckIn.objects.filter(round=taken.scene.open(MONDAY), entry=taken.above)

    assert [(row.unit_id, row.below_id) for row in rows] == [(world.finance.pk, leaf.pk)]


def test_a_correction_below_stands_beside_both(taken: Taken) -> None:
    below, above = taken.open_both()
    said = taken.report(below, said="完成三个村")
    for one in (below, above):
        one.refresh_from_db()
        closed = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
        freeze_round(SYSTEM, one.pk, closed.version)
    asked = ask_correction(
        taken.scene.world.actor("stranger"), said.pk, Wish(reason="多报一村", said="完成两个村")
    )

    decide_correction(taken.scene.world.actor("office"), asked.pk, 1, approve=True)

    answer = taken.answer(above)
    assert answer.said == "完成三个村"
    (beside,) = Correction.objects.filter(check_in=answer)
    assert (beside.state, beside.said, beside.asked_by) == (
        "approved",
        "完成两个村",
        asked.asked_by,
    )


def test_a_link_below_only_for_whom_it_is(taken: Taken) -> None:
    below, above = taken.open_both()
    taken.report(below)
    rows = [taken.answer(above)]
    world = taken.scene.world

    assert linked_below(world.actor("office"), rows) == {rows[0].pk: taken.below}
    assert linked_below(world.actor("liaison"), rows) == {}


def test_few_queries_however_many_lines(taken: Taken, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    town = Assigned(unit_id=taken.scene.world.town.pk)
    above = insert_entries(
        taken.scene.campaign, "task", [NewEntry(title=f"事项{n}", leads=(town,)) for n in range(20)]
    )
    insert_entries(
        taken.below.campaign, "task",
        [NewEntry(title=one.title, leads=(town,), parent_id=one.pk) for one in above],
    )  # fmt: skip
    with django_assert_max_num_queries(90):
        taken.scene.open(MONDAY)
