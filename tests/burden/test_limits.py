"""The rules' measures: length of documents, one comprehensive meeting a year, numbers that only fall."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from gatherings import prepared
from issued import make_way
from scenes import Scene
from worlds import World

from guatu.burden.models import Ask, Count
from guatu.burden.queries.ledger import month_of_units
from guatu.burden.queries.years import year_so_far
from guatu.campaigns.models import Plan
from guatu.core.burden import Measure
from guatu.meetings.models import Decision
from guatu.planning.models import Issuance

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)
COUNTED = datetime(2026, 7, 1, 2, tzinfo=UTC)


def asked(scene: Scene, month: date, **counts: int) -> None:
    Count.objects.create(campaign=scene.campaign, month=month, counted_at=COUNTED)
    Ask.objects.create(
        campaign=scene.campaign, unit=scene.world.finance, month=month,
        source=Ask.Source.DIRECTIVES, **counts,
    )  # fmt: skip


def page(scene: Scene, name: str, *arguments: object, query: str = "") -> str:
    address = reverse(name, args=arguments) + query
    return scene.world.client("office").get(address).content.decode()


def test_a_year_without_the_year_before_is_not_judged(scene: Scene) -> None:
    asked(scene, JUNE, documents=4)

    assert year_so_far(scene.world.actor("office"), JUNE) is None


def test_documents_and_meetings_are_set_beside_the_same_months_of_the_year_before(
    scene: Scene,
) -> None:
    asked(scene, date(2025, 5, 1), documents=90)  # May of this year is not counted: no part of it
    asked(scene, date(2025, 6, 1), documents=3, meetings=5)
    asked(scene, JUNE, documents=7, meetings=5)

    found = year_so_far(scene.world.actor("office"), JUNE)

    assert found is not None
    assert found.months == (JUNE,)
    assert [(one.measure, one.now, one.before, one.rise) for one in found.lines] == [
        (Measure.DOCUMENTS, 7, 3, 4),
        (Measure.MEETINGS, 5, 5, 0),
    ]
    shown = page(scene, "burden:index", query="?month=2026-06")
    assert "比上年同期多4" in shown
    assert "上年同期5" in shown


def test_characters_are_judged_by_the_shipped_budget(scene: Scene) -> None:
    asked(scene, JUNE, documents=1, characters=40_001)  # eight documents of 5,000 a department

    found = month_of_units(scene.world.actor("office"), JUNE, campaign=None)

    (excess,) = found.lines[0].over
    assert (excess.measure, excess.budget, excess.over) == (Measure.CHARACTERS, 40_000, 1)
    assert "超 1" in page(scene, "burden:index", query="?month=2026-06")


def test_every_limit_says_its_source_and_how_it_is_kept(scene: Scene) -> None:
    shown = page(scene, "burden:guard")

    for words in ("文件一般不超过5000字", "综合性会议每年最多召开一次", "只减不增"):
        assert words in shown


def test_a_second_comprehensive_meeting_of_the_year_names_the_first(scene: Scene) -> None:
    first, second, special = (
        prepared(scene, sort="special", title=title)
        for title in ("全区工作会议", "年度综合性会议", "城市更新专题调度会")
    )

    assert "本年度已召开综合性会议" in page(scene, "meetings:meeting", second.pk)
    assert "全区工作会议" in page(scene, "meetings:meeting", second.pk)
    for row in (first, special):
        assert "本年度已召开综合性会议" not in page(scene, "meetings:meeting", row.pk)


def test_minutes_that_are_too_long_say_by_how_much(scene: Scene) -> None:
    row = prepared(scene)
    for number in range(1, 11):
        Decision.objects.create(meeting=row, ordinal=number, text="议" * 500, decided_at=COUNTED)
    assert "上限" not in page(scene, "meetings:minutes", row.pk)

    Decision.objects.create(meeting=row, ordinal=11, text="再议 一条", decided_at=COUNTED)

    assert "全文5004字，超出此类文件5000字的上限4字" in page(scene, "meetings:minutes", row.pk)


def test_a_plan_that_is_too_long_says_so_to_the_office_before_it_is_handed_out(
    world: World,
) -> None:
    way = make_way(world)
    plan = Plan.objects.create(
        campaign=way.campaign, unit=world.district, title="年中增补方案", text="字" * 5_120,
        text_digest="a" * 64, loaded_at=COUNTED,
    )  # fmt: skip
    Issuance.objects.filter(pk=way.issuance.pk).update(plan=plan)
    address = reverse("planning:issuance", args=[way.issuance.pk])

    shown = world.client("office").get(address).content.decode()

    assert "全文5120字，超出此类文件5000字的上限120字" in shown
    Plan.objects.filter(pk=plan.pk).update(text="字" * 5_000)
    assert "上限" not in world.client("office").get(address).content.decode()
