"""What a browser asks about texts it kept: which items still take them."""

from __future__ import annotations

import pytest
from scenes import Scene

from guatu.dispatch.models import Round

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def asked(scene: Scene, one: Round, ids: str, who: str = "liaison") -> tuple[int, list[int]]:
    answer = scene.world.client(who).get(f"/dispatch/mine/{one.pk}/open", {"ids": ids})
    is_read = answer.status_code == 200
    return answer.status_code, answer.json()["open"] if is_read else []


def test_only_what_the_asker_may_still_write_is_open(scene: Scene) -> None:
    one = scene.open()
    task, project = (scene.check_in(one, entry) for entry in (scene.task, scene.project))
    others = scene.check_in(one, scene.task, scene.world.housing)
    ids = f"{task.pk},{project.pk},{others.pk},999999,x"

    assert asked(scene, one, ids) == (200, sorted([task.pk, project.pk]))
    scene.submit(one, scene.task)
    assert asked(scene, one, ids) == (200, [project.pk])
    assert asked(scene, one, ids, "housing_liaison") == (200, [others.pk])
    assert asked(scene, one, "") == (200, [])


def test_a_frozen_round_is_asked_about_no_more(scene: Scene) -> None:
    one = scene.open()
    Round.objects.update(state=Round.State.FROZEN)

    assert asked(scene, one, "1")[0] == 404


def test_too_many_at_once_are_refused(scene: Scene) -> None:
    assert asked(scene, scene.open(), ",".join(map(str, range(1001))))[0] == 400
