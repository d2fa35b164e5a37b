"""Pages of the audit administrator."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from records import record_acts, run_sql
from worlds import World

import guatu
from guatu.audit.actions import Change, erase_private, record
from guatu.audit.acts import ACTS
from guatu.audit.models import ChainHead
from guatu.core.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(world: World) -> Client:
    return world.client("auditor")


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return str(response.content.decode())


@pytest.mark.parametrize("address", ["/audit/", "/audit/verify/", "/audit/1/", "/audit/head.json"])
def test_only_the_audit_administrator_may_read(world: World, address: str) -> None:
    record_acts(world, 1)
    statuses = {name: world.client(name).get(address).status_code for name in world.accounts}

    assert statuses.pop("auditor") == 200
    assert set(statuses.values()) == {403}


def test_the_list_shows_the_latest_first(world: World, auditor: Client) -> None:
    record_acts(world, 2)
    record(SYSTEM, "lamp.recompute", details={"rows": 40})
    page = text_of(auditor, "/audit/")

    assert page.rindex("重算亮灯") < page.rindex("修改事项")
    assert "系统自动" in page


def test_the_list_is_paged_by_number(world: World, auditor: Client) -> None:
    record_acts(world, 60)
    first = text_of(auditor, "/audit/?act=entry.edit")
    assert 'href="/audit/11/"' in first
    assert 'href="/audit/10/"' not in first
    assert "?act=entry.edit&amp;below=11" in first

    second = text_of(auditor, "/audit/?act=entry.edit&below=11")
    assert 'href="/audit/10/"' in second
    assert 'href="/audit/11/"' not in second


def test_the_list_needs_as_many_queries_for_many_rows(world: World, auditor: Client) -> None:
    record_acts(world, 3)
    with CaptureQueriesContext(connection) as few:
        auditor.get("/audit/")
    record_acts(world, 27)
    with CaptureQueriesContext(connection) as many:
        auditor.get("/audit/")

    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("act=lamp.recompute", 1),
        ("person=office", 4),
        ("label=财政", 4),
        ("since=2000-01-01&until=2001-01-01", 0),
        ("since=2000-01-01", 5),
        ("since=yesterday", 5),
        ("below=x", 5),
        ("act=x.unheard", 0),
    ],
)
def test_acts_are_found(world: World, auditor: Client, query: str, expected: int) -> None:
    record_acts(world, 4)
    record(SYSTEM, "lamp.recompute")

    assert text_of(auditor, f"/audit/?{query}").count("<tr>") == expected + (1 if expected else 0)


def test_acts_on_an_object_are_found_where_it_is_one_of_many(world: World, auditor: Client) -> None:
    record_acts(world, 3)
    record(SYSTEM, "unit.edit", changes=[Change.of(world.town, before={"n": 1}, after={"n": 2})])
    query = f"?object_type=accounts.unit&object_id={world.town.pk}"

    assert text_of(auditor, f"/audit/{query}").count("<tr>") == 2


def test_a_day_is_that_of_the_installation(world: World, auditor: Client) -> None:
    record_acts(world, 1)
    today = timezone.localdate().isoformat()

    assert 'href="/audit/1/"' in text_of(auditor, f"/audit/?since={today}&until={today}")


def test_an_act_shows_what_changed(world: World, auditor: Client) -> None:
    change = Change.of(
        world.finance,
        before={"title": "修建水渠三公里", "kind": "task", "owner": "张三"},
        after={"title": "修建水渠五公里", "kind": "task", "owner": "李四"},
        private=frozenset({"owner"}),
    )
    record(world.actor("office"), "entry.edit", of=world.finance, changes=[change])
    page = text_of(auditor, "/audit/1/")

    assert "修建水渠<del>三</del>公里" in page
    assert "修建水渠<ins>五</ins>公里" in page
    assert "李四" not in page
    assert "隐私值，留存至" in page


def test_an_erased_value_says_so(world: World, auditor: Client) -> None:
    record_acts(world, 1)
    erase_private(SYSTEM, timezone.localdate().replace(year=2099))

    assert "隐私值，已清除" in text_of(auditor, "/audit/1/")


def test_what_was_recorded_is_not_markup(world: World, auditor: Client) -> None:
    change = Change.of(world.town, before=None, after={"title": "<script>alert(1)</script>"})
    record(SYSTEM, "entry.edit", of=world.town, changes=[change], details={"reason": "<b>x</b>"})
    page = text_of(auditor, "/audit/1/")

    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_many_changes_are_paged(world: World, auditor: Client) -> None:
    changes = [Change.of(world.town, before={"n": n}, after={"n": n + 1}) for n in range(130)]
    record(SYSTEM, "entry.import", changes=changes)

    assert "?from=100" in text_of(auditor, "/audit/1/")
    assert 'rel="next"' not in text_of(auditor, "/audit/1/?from=100")
    assert text_of(auditor, "/audit/1/?from=nowhere")


def test_an_act_that_never_was_is_not_found(auditor: Client) -> None:
    text_of(auditor, "/audit/77/", 404)


def test_the_record_is_verified_on_the_page(world: World, auditor: Client) -> None:
    record_acts(world, 3)
    head = ChainHead.objects.get()
    assert "记录完好" in text_of(auditor, "/audit/verify/?run=1")
    kept = f"&number=3&hash={head.hash[:8]}%20{head.hash[8:].upper()}"
    assert "已与留存链头比对" in text_of(auditor, f"/audit/verify/?run=1{kept}")

    run_sql("UPDATE audit_auditevent SET actor_name = '吴起' WHERE number = 2")
    page = text_of(auditor, "/audit/verify/?run=1")
    assert "第 2 条记录被改动" in page
    assert "记录有 1 处异常" in page


def test_a_restamped_record_shows_against_the_typed_head(world: World, auditor: Client) -> None:
    record_acts(world, 3)

    page = text_of(auditor, f"/audit/verify/?run=1&number=3&hash={'ab' * 32}")
    assert "第 3 条及以前的记录与留存链头不一致" in page


@pytest.mark.parametrize("query", ["number=3", "hash=abc", f"hash={'ab' * 32}", "number=x&hash="])
def test_a_head_that_is_none_is_refused(auditor: Client, query: str) -> None:
    page = text_of(auditor, f"/audit/verify/?run=1&{query}", 422)

    assert 'role="alert"' in page


def test_a_long_record_is_left_to_the_command_line(
    world: World, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_acts(world, 3)
    monkeypatch.setattr("guatu.audit.views.PAGE_LIMIT", 2)

    assert "记录完好" not in text_of(auditor, "/audit/verify/?run=1")


def test_the_head_comes_as_a_file(world: World, auditor: Client) -> None:
    record_acts(world, 3)
    response = auditor.get("/audit/head.json")

    assert json.loads(response.content)["hash"] == ChainHead.objects.get().hash
    assert "guatu-audit-head-3.json" in response["Content-Disposition"]


def recorded_acts() -> set[str]:
    """Return the codes that `record` is called with anywhere in guatu."""
    found = set()
    for path in Path(guatu.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                found |= {n.value for n in ast.walk(node.args[1]) if isinstance(n, ast.Constant)}
    return found


def test_each_act_has_a_name_for_people() -> None:
    """Add a new act to `guatu.audit.acts` and to the Chinese catalogue."""
    missing = {
        act
        for act in recorded_acts() - set(ACTS)
        # f"directive.{step}" has one name for each step
        if not (act.endswith(".") and any(known.startswith(act) for known in ACTS))
    }
    assert sorted(missing) == []
