"""Each list that a page shows goes out as a file: from its own button, as it is narrowed, for the same eyes."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from python_calamine import CalamineWorkbook
from scenes import Scene, make_scene
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.burden.actions import count_month
from guatu.core.actors import SYSTEM
from guatu.core.rounds import month_of
from guatu.ledgers.models import Milestone
from guatu.sheets.actions import exporting
from guatu.sheets.lists import LISTS
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.models import Excuse, SupervisedItem

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/sheets/lists/[^"]+)"')
PAGES = [
    ("office", "entries", "/ledgers/{slug}/all/?q=停车"),
    ("office", "targets", "/targets/?campaign={slug}"),
    ("office", "indicators", "/targets/indicators/?campaign={slug}"),
    ("office", "needs", "/ledgers/needs/?campaign={slug}"),
    ("office", "goals", "/ledgers/goals/{slug}/?year=2026"),
    ("office", "problems", "/supervision/problems/?campaign={slug}"),
    ("office", "reports", "/dispatch/rounds/{round}/rows/asked/"),
    ("office", "period", "/dispatch/periods/{slug}/month/2026-06-01/rows/asked/"),
    ("office", "adjustments", "/planning/adjustments/?campaign={slug}"),
    ("office", "directives", "/supervision/?campaign={slug}"),
    ("office", "ladder", "/supervision/ladder/?campaign={slug}"),
    ("office", "excuses", "/supervision/grounds/?campaign={slug}"),
    ("office", "inspections", "/supervision/inspections/?campaign={slug}"),
    ("office", "supervised", "/supervision/list/?campaign={slug}"),
    ("office", "meetings", "/meetings/?campaign={slug}"),
    ("office", "today", "/worklists/today/?show=confirm"),
    ("office", "complaints", "/burden/box/?state=new"),
    ("office", "units", "/accounts/units/?q=局"),
    ("office", "people", "/accounts/people/?q=局"),
]


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def rows_in(payload: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(payload)).get_sheet_by_index(0).to_python()


def got(scene: Scene, code: str, query: str, who: str = "office") -> list[list[Any]]:
    response = scene.world.client(who).get(f"/sheets/lists/{code}/?{query}")
    assert response.status_code == 200, response.status_code
    return rows_in(response.content)[1:]


@pytest.mark.parametrize(("who", "code", "path"), PAGES, ids=[code for _who, code, _path in PAGES])
def test_a_page_has_its_list_as_a_file_with_its_own_filters(
    scene: Scene, who: str, code: str, path: str
) -> None:
    one = scene.open()
    client = scene.world.client(who)
    address = path.format(slug=scene.campaign.slug, round=one.pk)
    page = client.get(address)
    links = [unescape(link) for link in LINK.findall(page.content.decode())]
    (link,) = [link for link in links if link.startswith(f"/sheets/lists/{code}/")]
    file = client.get(link)

    assert page.status_code == file.status_code == 200
    asked = QueryDict(link.partition("?")[2])
    for name, value in QueryDict(address.partition("?")[2]).items():
        assert asked[name] == value
    assert len(rows_in(file.content)[1]) == len(
        LISTS[code].read(scene.world.actor(who), asked).columns
    )
    event = AuditEvent.objects.get(act="sheets.export")
    assert event.details["list"] == code


def test_every_list_is_walked_or_named(scene: Scene) -> None:
    """What only other eyes open, or needs more than a scene, is tried below."""
    assert set(LISTS) - {code for _who, code, _path in PAGES} == {
        "past", "burden", "asks", "sign-ins", "acts",
    }  # fmt: skip
    assert scene.campaign.pk


def test_the_record_goes_out_as_it_is_searched(scene: Scene) -> None:
    scene.world.client("office").get("/")
    got(scene, "units", "")
    AuditEvent.objects.get(act="sheets.export")
    actor = scene.world.actor("auditor")
    listed = exporting.list_asked(actor, "acts", QueryDict("act=sheets.export"))
    rows = list(listed.rows())

    assert [row[3] for row in rows] == ["导出清单"]
    assert listed.campaign is None
    for who in ("office", "liaison"):
        assert scene.world.client(who).get("/sheets/lists/acts/").status_code == 403
        assert scene.world.client(who).get("/sheets/lists/sign-ins/").status_code == 403


def test_a_directive_goes_out_narrowed_and_for_its_own_eyes(scene: Scene) -> None:
    today = timezone.localdate()
    for at in range(3):
        issue(
            scene.world.actor("office"),
            NewDirective(
                campaign_id=scene.campaign.pk, unit_id=scene.world.finance.pk, title=f"第{at}件",
                requirement="补齐手续", limit_on=today + timedelta(days=at), source="lamp",
                entry_id=scene.task.pk,
            ),
        )  # fmt: skip
    slug = f"campaign={scene.campaign.slug}"

    assert [row[1] for row in got(scene, "directives", slug)[1:]] == ["第0件", "第1件", "第2件"]
    assert [row[1] for row in got(scene, "directives", f"{slug}&q=第2件")[1:]] == ["第2件"]
    assert [row[1] for row in got(scene, "directives", f"{slug}&section=today")[1:]] == ["第0件"]
    assert got(scene, "directives", slug, "housing_liaison")[1:] == []


def test_a_supervised_entry_and_a_ground_go_out(scene: Scene) -> None:
    today = timezone.localdate()
    SupervisedItem.objects.create(
        campaign=scene.campaign, entry=scene.task, ground="连续两期滞后", limit_on=today,
        opened_at=timezone.now(),
    )  # fmt: skip
    for state in (Excuse.State.ASKED, Excuse.State.WITHDRAWN):
        Excuse.objects.create(
            campaign=scene.campaign, unit=scene.world.finance, entry=scene.task, state=state,
            sort=Excuse.Sort.FORCE, covers_from=today, covers_to=today, ground="连日暴雨",
            asked_at=timezone.now(),
        )  # fmt: skip
    slug = f"campaign={scene.campaign.slug}"

    assert [row[2] for row in got(scene, "supervised", slug)[1:]] == ["连续两期滞后"]
    assert len(got(scene, "excuses", slug)) == 3
    assert [row[6] for row in got(scene, "excuses", f"{slug}&state=asked")[1:]] == ["连日暴雨"]
    assert got(scene, "excuses", slug, "stranger")[1:] == []


def test_goals_stand_under_their_months(scene: Scene) -> None:
    Milestone.objects.create(
        entry=scene.task, title="完成初设", due_on=scene.campaign.starts_on.replace(month=6, day=30),
    )  # fmt: skip
    year = scene.campaign.starts_on.year
    heads, *rows = got(scene, "goals", f"campaign={scene.campaign.slug}&year={year}")
    row = next(row for row in rows if row[1] == scene.task.title)

    assert "○ 完成初设" in row[heads.index("6月")].split("\n")


def test_indicators_are_headed_by_words(scene: Scene) -> None:
    heads, *_rows = got(scene, "indicators", f"campaign={scene.campaign.slug}")

    assert not any(re.fullmatch(r"[a-z_]+", str(head)) for head in heads)


def test_units_stand_as_the_tree_does(scene: Scene) -> None:
    names = [row[0].strip("　") for row in got(scene, "units", "q=局")[1:]]

    assert scene.world.housing.name in names
    assert scene.world.town.name not in names


def test_a_month_of_burden_and_one_units_asks_go_out(scene: Scene) -> None:
    one = scene.open()
    month = month_of(one.starts_on)
    count_month(SYSTEM, scene.campaign, month, timezone.now())
    asked = f"month={month.starts_on:%Y-%m}"
    heads, *rows = got(scene, "burden", asked)
    unit = scene.world.finance
    _heads, *asks = got(scene, "asks", f"unit={unit.pk}&{asked}")

    assert heads[0] == "单位"
    assert unit.name in {row[0] for row in rows}
    assert len(asks) == 1
    assert scene.world.client("office").get("/sheets/lists/asks/").status_code == 404
    assert got(scene, "burden", asked, "stranger")[1:] == []
