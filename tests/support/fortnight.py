"""Two weeks of June: the worked example of docs/methods/periods.md."""

from __future__ import annotations

from datetime import date, timedelta

from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import close_round, freeze_round, submit_check_ins
from guatu.dispatch.models import CheckIn, Round

WEEK = timedelta(days=7)


def say(scene: Scene, one: Round, *, who: str = "liaison", **values: object) -> None:
    """Let a unit report both of its entries, or its part of the task."""
    unit = scene.world.housing if who.startswith("housing") else scene.world.finance
    for row in CheckIn.objects.filter(round=one, unit=unit):
        scene.write(row, who, **(values or {"said": "完成一批"}))
    submit_check_ins(scene.world.actor(who), one)


def shut(one: Round, day: date, *, is_frozen: bool = True) -> Round:
    one.refresh_from_db()
    one = close_round(SYSTEM, one.pk, one.version, today=day)
    return freeze_round(SYSTEM, one.pk, one.version) if is_frozen else one


def worked_example(scene: Scene, clock: Traveller, *, is_frozen: bool = True) -> list[Round]:
    """Lay the example of docs/methods/periods.md: two weeks of June, of three reports each.

    In the first, finance reports both in time and housing is silent; in the second, finance
    reports one in time, housing after the close, and the project of finance never comes.
    """
    first = scene.open(MONDAY)
    say(scene, first)
    first = shut(first, MONDAY, is_frozen=is_frozen)
    clock.move_to(at(MONDAY + WEEK))
    second = scene.open(MONDAY + WEEK)
    scene.submit(second, scene.task, said="发布首批清单", problem="缺少接口")
    clock.move_to(at(second.ends_on + timedelta(days=1)))
    second.refresh_from_db()
    second = close_round(SYSTEM, second.pk, second.version, today=second.ends_on)
    say(scene, second, who="housing_liaison")
    if is_frozen:
        second = freeze_round(SYSTEM, second.pk, second.version)
    return [first, second]
