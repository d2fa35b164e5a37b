"""A list as a file: as its page is narrowed, for the same eyes, figures as figures, words as words."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from behind import work_off
from django.http import QueryDict
from django.utils import timezone
from python_calamine import CalamineWorkbook
from scenes import MONDAY, Scene, make_scene
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.burden.actions import count_month
from guatu.core.actors import SYSTEM
from guatu.core.rounds import month_of
from guatu.dispatch.actions import close_round
from guatu.interchange.sheets.listing import ListColumn, WrittenList, write_list
from guatu.ledgers.models import Entry
from guatu.sheets.actions import exporting
from guatu.sheets.lists import LISTS
from guatu.shell.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def rows_in(payload: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(payload))
    return book.get_sheet_by_index(0).to_python()


def got(scene: Scene, who: str, code: str, query: str) -> list[list[Any]]:
    response = scene.world.client(who).get(f"/sheets/lists/{code}/?{query}")
    assert response.status_code == 200, response.status_code
    return rows_in(response.content)


def of_ledger(scene: Scene, code: str = "all", more: str = "") -> str:
    return f"slug={scene.campaign.slug}&code={code}{more}"


def test_a_ledger_comes_with_every_line_and_figures_as_figures(scene: Scene) -> None:
    Entry.objects.filter(pk=scene.project.pk).update(progress=355, amount_fen=123_456_700)
    rows = got(scene, "office", "entries", of_ledger(scene))
    heads = rows[1]
    project = next(row for row in rows[2:] if row[1] == "智慧停车一期")

    assert len(rows) == 4
    assert "测试行动" in rows[0][0]
    assert project[heads.index("进度（%）")] == 35.5
    assert project[heads.index("资金（万元）")] == 123.4567
    assert project[heads.index("完成时限")] in {date(2026, 7, 30), datetime(2026, 7, 30)}  # noqa: DTZ001


def test_that_a_short_list_was_taken_stands_in_the_record(scene: Scene) -> None:
    got(scene, "office", "entries", of_ledger(scene, more="&q=停车"))
    event = AuditEvent.objects.get(act="sheets.export")

    assert event.account_id == scene.world.actor("office").account_id
    assert event.object_id == str(scene.campaign.pk)
    assert (event.details["list"], event.details["rows"]) == ("entries", 1)
    assert "slug=" in event.details["query"]


def test_it_is_narrowed_as_its_page_is(scene: Scene) -> None:
    rows = got(scene, "office", "entries", of_ledger(scene, more="&q=停车"))

    assert [row[1] for row in rows[2:]] == ["智慧停车一期"]


def test_what_comes_next_has_a_column_of_its_own(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task, "housing_liaison", said="完成踏勘\n下一步：月底前签约")
    rows = got(scene, "office", "reports", f"round={one.pk}&what=received")

    assert rows[-1][-2:] == ["完成踏勘", "月底前签约"]


def test_a_list_is_for_the_eyes_of_its_page(scene: Scene) -> None:
    seen = got(scene, "housing_liaison", "entries", of_ledger(scene))

    assert [row[1] for row in seen[2:]] == ["建立惠企资金直达清单"]
    assert got(scene, "stranger", "entries", of_ledger(scene))[2:] == []
    with pytest.raises(NotFound):
        exporting.list_asked(scene.world.actor("office"), "none", QueryDict(""))
    with pytest.raises(NotAllowed):
        exporting.list_asked(scene.world.actor("liaison"), "reports", QueryDict("round=1"))


@pytest.mark.parametrize("code", sorted(LISTS))
def test_every_list_has_rows_as_long_as_its_heads(scene: Scene, code: str) -> None:
    one = scene.open()
    one = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    count_month(SYSTEM, scene.campaign, month_of(MONDAY), timezone.now())
    query = f"{of_ledger(scene)}&campaign={scene.campaign.slug}&round={one.pk}"
    query += f"&unit={scene.world.finance.pk}&every=year&start={MONDAY.year}-01-01&what=asked"
    who = {"acts": "auditor", "sign-ins": "security"}.get(code, "office")
    listed = exporting.list_asked(scene.world.actor(who), code, QueryDict(query))
    rows = list(listed.rows())

    assert len(rows) == listed.count
    assert {len(row) for row in rows} <= {len(listed.columns)}


def test_a_long_list_is_written_behind_the_page(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guatu.sheets.views.lists.SOON_ROWS", 1)
    client = scene.world.client("office")
    page = client.get(f"/sheets/lists/entries/?{of_ledger(scene)}")
    asked = client.post("/sheets/lists/entries/make", {"query": of_ledger(scene)})
    work_off()
    made = client.get(asked.headers["Location"], follow=True)
    file = client.get(made.request["PATH_INFO"] + "file")

    assert page.status_code == 200
    assert "后台" in page.content.decode()
    assert len(rows_in(b"".join(file.streaming_content))) == 4  # type: ignore[attr-defined]
    assert AuditEvent.objects.filter(act="sheets.export").exists()
    assert scene.world.client("liaison").get(made.request["PATH_INFO"]).status_code == 404


def test_words_never_act_and_long_figures_keep_their_digits() -> None:
    out = io.BytesIO()
    head = WrittenList(
        title="表", note="注", columns=(ListColumn(title="甲"), ListColumn(title="乙"))
    )
    count = write_list(
        out, head, [("=1+1", Decimal("123456789012345678.91")), ("http://x.example", 1)]
    )
    rows = rows_in(out.getvalue())

    assert count == 2
    assert rows[2] == ["=1+1", "123456789012345678.91"]
    assert rows[3][0] == "http://x.example"
