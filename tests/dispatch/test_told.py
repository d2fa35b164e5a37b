"""What pages say of rounds is what the server does: until when in time, what is to open, who waits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import close_past_rounds, close_round, freeze_round
from guatu.dispatch.actions.corrections import Wish, ask_correction
from guatu.dispatch.actions.extensions import extend
from guatu.dispatch.actions.keeping import change_cadence
from guatu.dispatch.models import Cadence, Round
from guatu.dispatch.queries.rounds import rounds_overview
from guatu.shell.errors import InvalidState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = date(2026, 6, 19)
LATE = "现在提交记为迟报"


def text(scene: Scene, who: str, path: str) -> str:
    answer = scene.world.client(who).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def closed(one: Round) -> Round:
    one.refresh_from_db()
    return close_round(SYSTEM, one.pk, one.version, today=MONDAY)


def test_a_round_closed_by_hand_before_its_time_takes_nothing_away(scene: Scene) -> None:
    one = closed(scene.open())

    page = text(scene, "liaison", reverse("dispatch:mine"))
    assert LATE not in page
    assert "2026-06-19 24:00前提交仍为按时" in page
    assert 'data-closed="1"' not in page
    assert scene.submit(one, scene.task).is_late is False


def test_a_cut_off_at_midnight_is_the_end_of_its_day(scene: Scene) -> None:
    """In the text for a work group, in grace, in more time and in what is asked before closing."""
    one = scene.open()
    midnight = at(FRIDAY + timedelta(days=1), 0)
    office = scene.world.actor("office")
    extend(
        office, one.pk, scene.world.finance.pk, until=midnight + timedelta(days=2), reason="汛期"
    )
    Round.objects.filter(pk=one.pk).update(late_at=midnight + timedelta(days=1))

    page = text(scene, "office", reverse("dispatch:round", args=[one.pk]))
    assert "请以上单位于 2026-06-19 24:00 前" in page
    assert "2026-06-20 24:00" in page  # grace
    assert "2026-06-21 24:00" in page  # of finance
    assert "2026-06-20 24:00" in text(scene, "office", reverse("dispatch:rounds"))
    assert "00:00" not in page


def test_more_time_is_told_to_whom_it_was_given(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    extend(
        scene.world.actor("office"),
        one.pk,
        scene.world.finance.pk,
        until=at(FRIDAY + timedelta(days=3)),
        reason="汛期值守",
    )
    clock.move_to(at(FRIDAY + timedelta(days=1)))
    close_past_rounds(FRIDAY + timedelta(days=1))

    assert LATE not in text(scene, "liaison", reverse("dispatch:mine"))
    assert LATE in text(scene, "housing_liaison", reverse("dispatch:mine"))
    assert scene.submit(one, scene.task).is_late is False
    assert scene.submit(one, scene.task, "housing_liaison").is_late is True


def test_closing_early_is_asked_with_what_it_means(scene: Scene, clock: Traveller) -> None:
    scene.open()

    assert "尚未到截止时间" in text(scene, "office", reverse("dispatch:rounds"))
    clock.move_to(at(FRIDAY + timedelta(days=1)))
    assert "尚未到截止时间" not in text(scene, "office", reverse("dispatch:rounds"))


def another(scene: Scene, **fields: object) -> Cadence:
    return Cadence.objects.create(
        campaign=scene.campaign, event="旬报", every="ten-days", asks_check_ins=True, **fields
    )


def test_another_cadences_round_does_not_hide_what_is_to_open(scene: Scene) -> None:
    saturday = date(2026, 6, 13)
    Round.objects.create(
        cadence=another(scene), campaign=scene.campaign, ordinal=1, slug="other",
        starts_on=saturday, ends_on=FRIDAY, opened_at=at(MONDAY),
    )  # fmt: skip

    (group,) = rounds_overview(scene.world.actor("office"), MONDAY)
    assert group.next_period is not None
    assert group.next_period.starts_on == saturday


@pytest.mark.parametrize("fields", [{"is_paused": True}, {"ends_on": date(2026, 6, 14)}])
def test_what_rests_or_is_over_is_not_offered(scene: Scene, fields: dict[str, object]) -> None:
    Cadence.objects.filter(pk=scene.cadence.pk).update(**fields)

    (group,) = rounds_overview(scene.world.actor("office"), MONDAY)
    assert group.next_period is None


def test_cadences_that_follow_each_other_do_not_ask_twice(scene: Scene) -> None:
    """Change half-way: the old one ends, the new one begins, and both can still be changed."""
    another(scene, begins_on=date(2026, 7, 1))
    old = scene.cadence
    with pytest.raises(InvalidState):
        change_cadence(SYSTEM, old.pk, old.version, {"ends_on": date(2026, 7, 1)})

    changed = change_cadence(SYSTEM, old.pk, old.version, {"ends_on": date(2026, 6, 30)})
    again = change_cadence(SYSTEM, old.pk, changed.version, {"grace_hours": 2})
    assert (again.ends_on, again.grace_hours) == (date(2026, 6, 30), 2)


def test_a_correction_that_waits_is_seen_from_the_rounds(scene: Scene) -> None:
    one = scene.open()
    row = scene.submit(one, scene.task)
    one = closed(one)
    freeze_round(SYSTEM, one.pk, one.version)
    link = f'href="{reverse("dispatch:corrections")}">冻结后更正'
    assert f"{link}</a>" in text(scene, "office", reverse("dispatch:rounds"))

    ask_correction(scene.world.actor("liaison"), row.pk, Wish(reason="多报一批", said="完成半批"))

    assert f'{link} <b class="tabular">1</b></a>' in text(
        scene, "office", reverse("dispatch:rounds")
    )
    page = text(scene, "office", reverse("dispatch:corrections"))
    approve, refuse = page.split("不同意更正")
    assert 'value="approve"' in approve
    assert 'name="answer"' not in approve  # Enter after a reason to refuse must not approve
    assert 'value="refuse"' in refuse
    assert 'value="approve"' not in refuse


def test_a_liaison_finds_periods_and_corrections_from_its_own_page(scene: Scene) -> None:
    scene.open()
    page = text(scene, "liaison", reverse("dispatch:mine"))

    for path in (
        reverse("dispatch:periods", args=[scene.campaign.slug]),
        reverse("dispatch:corrections"),
    ):
        assert f'href="{path}"' in page
        text(scene, "liaison", path)
    assert f'href="{reverse("dispatch:mine")}"' in text(
        scene, "liaison", reverse("dispatch:corrections")
    )
