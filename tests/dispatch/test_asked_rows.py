"""Opening a round set-wise gives the rows that asking one duty after the other would give."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils import timezone
from scenes import MONDAY, Scene

from guatu.core.rounds import Period, month_of
from guatu.dispatch.actions import asking
from guatu.dispatch.actions.asking import asked_duties
from guatu.dispatch.models import CheckIn, Round
from guatu.ledgers.actions import Assigned, NewEntry, NewMilestone, insert_entries
from guatu.ledgers.models import Duty, Entry, Milestone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WEEK = timedelta(days=7)
Row = tuple[object, ...]


def goal_by_hand(goals: Sequence[Milestone], month: Period) -> int | None:
    """Return the goal that T9 asks about, chosen one by one."""
    known = [
        goal
        for goal in sorted(goals, key=lambda one: (one.due_on, one.pk))
        if goal.due_on <= month.ends_on
        and (goal.due_on >= month.starts_on or goal.outcome == Milestone.Outcome.OPEN)
    ]
    undecided = [goal for goal in known if goal.outcome == Milestone.Outcome.OPEN]
    now = [goal for goal in undecided if goal.due_on >= month.starts_on]
    chosen = now[:1] or undecided[-1:] or known[-1:]
    return chosen[0].pk if chosen else None


def rows_by_hand(one: Round) -> list[Row]:
    """Return what a round asks, duty by duty."""
    asked: dict[tuple[int, int], Row] = {}
    for duty in asked_duties(one):
        said = CheckIn.objects.filter(
            entry=duty.entry_id, unit=duty.unit_id, received_at__isnull=False
        ).exclude(round=one)
        last = said.order_by("pk").last()
        goals = list(Milestone.objects.filter(entry=duty.entry_id))
        is_lead = duty.role == Duty.Role.LEAD
        asked.setdefault(
            (duty.entry_id, duty.unit_id),
            (
                duty.entry_id, duty.unit_id, duty.role,
                goal_by_hand(goals, month_of(one.ends_on)) if is_lead else None,
                last.problem if last else "",
                last.progress if last else None,
                last.reported_lamp if last else None,
            ),
        )  # fmt: skip
    return list(asked.values())


def rows_made(one: Round) -> list[Row]:
    return list(
        one.check_ins.order_by("pk").values_list(
            "entry_id", "unit_id", "role", "milestone_id", "problem", "progress", "reported_lamp"
        )
    )


def fill(scene: Scene, draw: random.Random, count: int) -> None:
    """Lay entries with any units in any parts, and goals around this month, met and missed."""
    world = scene.world
    units = [Assigned(unit_id=unit.pk) for unit in (world.finance, world.housing, world.town)]

    def days() -> date:
        return MONDAY + timedelta(days=draw.randint(-60, 30))

    insert_entries(
        scene.campaign,
        "task",
        [
            NewEntry(
                title=f"事项{n}",
                leads=tuple(draw.sample(units, draw.randint(1, 3))),
                supports=tuple(draw.sample(units, draw.randint(0, 2))),
                starts_on=draw.choice([None, days()]),
                milestones=tuple(
                    NewMilestone(title=f"目标{m}", due_on=days(), kind="month")
                    for m in range(draw.randint(0, 5))
                ),
            )
            for n in range(count)
        ],
    )
    for goal in Milestone.objects.order_by("pk"):
        if draw.random() < 0.5:
            outcome = draw.choice([Milestone.Outcome.MET, Milestone.Outcome.MISSED])
            Milestone.objects.filter(pk=goal.pk).update(outcome=outcome, decided_on=MONDAY)
    for entry in Entry.objects.order_by("pk"):
        if draw.random() < 0.1:
            Entry.objects.filter(pk=entry.pk).update(closed_on=MONDAY)


def answer(one: Round, draw: random.Random) -> None:
    """Hand in some of a round, and leave drafts with words that do not count."""
    for row in one.check_ins.order_by("pk"):
        CheckIn.objects.filter(pk=row.pk).update(
            problem=draw.choice(["", "请协调用地指标", f"缺{row.pk}"]),
            progress=draw.choice([None, 0, 1000]),
            reported_lamp=draw.choice([None, "behind"]),
            **(
                {"received_at": timezone.now(), "state": CheckIn.State.SUBMITTED}
                if draw.random() < 0.6
                else {}
            ),
        )


@pytest.mark.parametrize("seed", range(3))
def test_the_same_rows_as_by_hand(scene: Scene, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    monkeypatch.setattr(asking, "CHUNK", 5)  # several statements a round
    fill(scene, draw, 16)
    for back in (3, 2, 1):
        answer(scene.open(MONDAY - back * WEEK), draw)
    Round.objects.update(state=Round.State.FROZEN)

    one = scene.open()

    made = rows_made(one)
    assert sorted(made, key=str) == sorted(rows_by_hand(one), key=str)
    assert {row[3] is None for row in made} == {True, False}
    assert {row[4] != "" for row in made} == {True, False}
    assert set(one.check_ins.values_list("state", "version", "said", "received_at")) == {
        ("draft", 1, "", None)
    }


def test_asked_again_what_was_written_stays_and_what_is_new_comes(scene: Scene) -> None:
    draw = random.Random(7)  # noqa: S311
    fill(scene, draw, 4)
    one = scene.open()
    answer(one, draw)
    before = rows_made(one)
    fill(scene, draw, 2)

    scene.open()

    known = {row[:2] for row in before}
    assert [row for row in rows_made(one) if row[:2] in known] == before
    made = {row[:2] for row in rows_made(one)}
    assert len(made) == one.check_ins.count() > len(before)
    assert made >= {row[:2] for row in rows_by_hand(one)}
