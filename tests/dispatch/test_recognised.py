"""已认定 stands beside the late mark wherever a late report is shown, and the mark stays."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.urls import reverse
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import close_round
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.rounds import units_of_round
from guatu.dispatch.recognitions import recognised
from guatu.ledgers.models import Entry
from guatu.supervision.actions import excuses
from guatu.supervision.models import Excuse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LATE_ON = MONDAY + timedelta(days=7)  # the round ends on Friday the 19th
MARK = "※</span> 已认定"


@pytest.fixture
def late(scene: Scene, clock: Traveller) -> CheckIn:
    """Return a report of finance that came after its round."""
    one = scene.open()
    clock.move_to(at(LATE_ON))
    close_round(SYSTEM, one.pk, one.version, today=LATE_ON)
    row = scene.submit(one, scene.task)
    assert row.is_late
    return row


def excuse(scene: Scene, about: CheckIn | Entry, first: date, *, is_recognised: bool) -> Excuse:
    new = excuses.NewExcuse(
        about=about, unit=scene.world.finance, sort=Excuse.Sort.FORCE, ground="连续暴雨停工",
        covers_from=first, covers_to=LATE_ON,
    )  # fmt: skip
    asked = excuses.ask_excuse(scene.world.actor("liaison"), scene.campaign, new)
    verdict = excuses.Verdict(is_recognised=is_recognised, note="情况属实")
    office = scene.world.actor("office")
    return excuses.decide_excuse(office, asked, asked.version, verdict=verdict, today=LATE_ON)


def pages(scene: Scene, row: CheckIn) -> dict[str, str]:
    """Return the pages that show a late report, each as somebody who has it to read."""
    span = (scene.campaign.slug, "month", "2026-06-01", "late")
    addresses = {
        "mine": ("liaison", reverse("dispatch:mine")),
        "reviews": ("approver", reverse("dispatch:reviews")),
        "stream": ("office", reverse("dispatch:entry-stream", args=[row.entry_id])),
        "round": ("office", reverse("dispatch:round", args=[row.round_id])),
        "period": ("office", reverse("dispatch:period-rows", args=span)),
    }
    found = {}
    for name, (who, address) in addresses.items():
        response = scene.world.client(who).get(address)
        assert response.status_code == 200
        found[name] = response.content.decode()
    return found


@pytest.mark.parametrize("is_recognised", [True, False], ids=["recognised", "refused"])
def test_it_stands_beside_the_late_mark(
    scene: Scene, late: CheckIn, *, is_recognised: bool
) -> None:
    assert not any(MARK in page for page in pages(scene, late).values())

    excuse(scene, late, MONDAY, is_recognised=is_recognised)
    found = pages(scene, late)

    assert {name: (MARK in page) for name, page in found.items()} == dict.fromkeys(
        found, is_recognised
    )
    assert all("▲ 迟报" in found[name] for name in ("mine", "reviews", "stream", "period"))
    (finance, _housing) = units_of_round(late.round)
    assert (finance.late, finance.recognised) == (1, int(is_recognised))


@pytest.mark.parametrize(
    ("first", "is_covered"),
    [(MONDAY, True), (MONDAY + timedelta(days=5), False)],
    ids=["over-the-cut-off", "after-it"],
)
def test_days_recognised_of_an_entry_cover_its_reports(
    scene: Scene, late: CheckIn, first: date, *, is_covered: bool
) -> None:
    """The cut-off is Friday the 19th; a ground from Saturday on says nothing of it."""
    excuse(scene, late.entry, first, is_recognised=True)

    assert recognised([late]) == (frozenset({late.pk}) if is_covered else frozenset())


def test_it_is_not_another_units(scene: Scene, late: CheckIn) -> None:
    excuse(scene, late.entry, MONDAY, is_recognised=True)
    other = scene.submit(late.round, scene.task, "housing_liaison")

    assert other.is_late
    assert recognised([late, other]) == {late.pk}


def test_what_is_in_time_asks_nothing(
    scene: Scene, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    row = scene.submit(scene.open(), scene.task)

    with django_assert_num_queries(0):
        assert recognised([row]) == frozenset()
