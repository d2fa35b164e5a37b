"""The burden counted from the rows that asked, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from scenes import MONDAY, Scene, at
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.burden.actions import count_month
from guatu.burden.models import Ask, Count
from guatu.burden.queries.counting.gatherings import inspections
from guatu.burden.queries.ledger import month_of_units, unit_month, visible_asks
from guatu.burden.works import due
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.core.burden import Counts
from guatu.core.rounds import month_of
from guatu.shell.errors import NotFound
from guatu.supervision.actions.inspections import NewInspection, record_inspection

pytestmark = pytest.mark.django_db
JUNE = month_of(date(2026, 6, 1))
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def rows(scene: Scene) -> dict[str, Ask]:
    found = Ask.objects.filter(source=Ask.Source.ROUNDS, campaign=scene.campaign)
    return {row.unit.name: row for row in found.select_related("unit")}


@time_machine.travel(at(MONDAY), tick=False)
def test_a_round_is_a_sheet_and_a_line_each_entry(scene: Scene) -> None:
    """Finance leads a task (with a goal) and a project with a quantity; housing helps with the task."""
    scene.open()

    count_month(SYSTEM, scene.campaign, JUNE, NOW)

    finance, housing = rows(scene)["区财政局"], rows(scene)["区住房和城乡建设局"]
    assert (finance.forms, finance.fields, finance.taps) == (1, 3, 1)
    assert (housing.forms, housing.fields, housing.taps) == (1, 1, 0)


@time_machine.travel(at(MONDAY), tick=False)
def test_no_change_is_one_tap(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison", is_unchanged=True)

    count_month(SYSTEM, scene.campaign, JUNE, NOW)

    housing = rows(scene)["区住房和城乡建设局"]
    assert (housing.forms, housing.fields, housing.taps) == (1, 0, 1)


@time_machine.travel(at(MONDAY), tick=False)
def test_counting_again_changes_nothing_and_writes_no_row(scene: Scene) -> None:
    scene.open()
    assert count_month(SYSTEM, scene.campaign, JUNE, NOW) > 0
    before = AuditEvent.objects.count()

    assert count_month(SYSTEM, scene.campaign, JUNE, NOW) == 0

    assert AuditEvent.objects.count() == before
    assert Count.objects.get().counted_at == NOW


def test_visits_of_a_day_count_once_and_checks_of_papers_do_not(scene: Scene) -> None:
    for method in ("on_site", "sample", "documents"):
        new = NewInspection(
            unit=scene.world.finance, method=method, held_on=MONDAY, went="督查室2人", seen="属实"
        )
        record_inspection(scene.world.actor("office"), scene.campaign, new, MONDAY)

    (counted,) = inspections(scene.campaign, month_of(MONDAY))

    assert (counted.unit_id, counted.counts.inspections) == (scene.world.finance.pk, 1)


@time_machine.travel(at(MONDAY), tick=False)
def test_what_is_no_longer_asked_is_no_longer_counted(scene: Scene) -> None:
    one = scene.open()
    count_month(SYSTEM, scene.campaign, JUNE, NOW)
    one.check_ins.filter(unit=scene.world.housing).delete()

    count_month(SYSTEM, scene.campaign, JUNE, NOW)

    assert set(rows(scene)) == {"区财政局"}


@time_machine.travel(at(MONDAY), tick=False)
def test_a_unit_sees_its_own_and_the_office_all(scene: Scene, world: World) -> None:
    scene.open()
    count_month(SYSTEM, scene.campaign, JUNE, NOW)

    def seen(name: str) -> list[str]:
        found = month_of_units(world.actor(name), JUNE.starts_on, campaign=None)
        return [line.unit.name for line in found.lines]

    assert seen("office") == ["区财政局", "区住房和城乡建设局"]
    assert seen("leader") == seen("office")
    assert seen("liaison") == ["区财政局"]
    assert seen("stranger") == []
    assert not visible_asks(world.actor("security")).exists()
    with pytest.raises(NotFound):
        unit_month(world.actor("liaison"), world.housing.pk, JUNE.starts_on, None)


@time_machine.travel(at(MONDAY), tick=False)
def test_the_total_is_what_opens_beneath_it(scene: Scene, world: World) -> None:
    scene.open()
    count_month(SYSTEM, scene.campaign, JUNE, NOW)
    office = world.actor("office")

    month = month_of_units(office, JUNE.starts_on, campaign=None)

    assert month.total == Counts(forms=2, fields=4, taps=1)
    for line in month.lines:
        opened = unit_month(office, line.unit.pk, JUNE.starts_on, None)
        assert opened.line.counts == line.counts
        assert opened.line.minutes == line.minutes
    assert [one.source for one in month.dearest] == [Ask.Source.ROUNDS]
    assert month.dearest[0].units == 2


def test_a_night_is_counted_once_and_after_its_hour() -> None:
    early, late = datetime(2026, 6, 30, 19, 0, tzinfo=UTC), datetime(2026, 6, 30, 20, 0, tzinfo=UTC)

    assert list(due(early)) == []  # 03:00 in Shanghai
    assert [one.key for one in due(late)] == ["2026-07-01"]


def test_pages_open_for_whoever_works_and_not_for_administrators(scene: Scene) -> None:
    with time_machine.travel(at(MONDAY), tick=False):
        scene.open()
        count_month(SYSTEM, scene.campaign, JUNE, NOW)
        page = scene.world.client("office").get("/burden/").content.decode()
        assert "区财政局" in page
        finance = scene.world.client("liaison").get("/burden/").content.decode()
        assert "区住建局" not in finance
        own = scene.world.client("liaison").get(f"/burden/units/{scene.world.finance.pk}/")
        assert own.status_code == 200
        foreign = scene.world.client("liaison").get(f"/burden/units/{scene.world.housing.pk}/")
        assert foreign.status_code == 404
        assert scene.world.client("security").get("/burden/").status_code == 403
        assert Campaign.objects.count() == 1
