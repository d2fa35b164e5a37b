"""The page of background tasks: who sees what, and what one may do."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.jobs import queries, scheduling, spool, works
from guatu.jobs.models import Job
from guatu.shell.models import RequestKey

Register = Callable[..., None]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def register(known: Register) -> None:
    known(lambda _run: None)


def make(key: str, **fields: Any) -> Job:
    now = timezone.now()
    given = {"work": "test.work", "due_at": now, "asked_at": now} | fields
    return Job.objects.create(key=key, **given)


def page(world: World, name: str, address: str = "/jobs/", **headers: str) -> str:
    response = world.client(name).get(address, headers=headers)
    assert response.status_code == 200
    return str(response.content.decode())


def test_each_sees_what_is_theirs(world: World) -> None:
    liaison = world.actor("liaison")
    make("a", title="本人的", account_id=liaison.account_id, unit_path="9999")
    make("b", title="区里的", unit_path=world.finance.path)
    make("c", title="系统的")

    for name, titles in {
        "system": {"本人的", "区里的", "系统的"},
        "office": {"区里的"},
        "liaison": {"本人的"},
        "stranger": set(),
    }.items():
        shown = page(world, name) if name != "stranger" else ""
        assert {t for t in ("本人的", "区里的", "系统的") if t in shown} == titles, name


def test_what_runs_stands_first_and_pages_leave_nothing_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    states = ["done", "failed", "waiting", "running", "cancelled", "done", "waiting", "running"]
    for at, state in enumerate(states):
        make(str(at), state=state)
    actor, after, seen = world.actor("system"), None, []
    while True:
        found = queries.job_page(actor, queries.Sought(after=after))
        seen += [job.state for job in found.jobs]
        if (after := found.next) is None:
            break

    order = ["running", "running", "waiting", "waiting", "failed", "cancelled", "done", "done"]
    assert seen == order
    assert "未成功" in page(world, "system", "/jobs/?state=failed")
    assert page(world, "system", "/jobs/?after=x-y&state=nothing&work=none")


def test_progress_in_a_bar_and_in_words(world: World) -> None:
    job = make("a", state="running", done_count=3, total_count=12, step="第三批")
    part = page(world, "system", f"/jobs/{job.pk}/", **{"HX-Request": "true"})

    assert 'value="25"' in part
    assert "已完成 3／12" in part
    assert "第三批" in part
    assert "delay:1s" in part
    assert "<html" not in part
    whole = page(world, "system", f"/jobs/{job.pk}/")
    assert "<html" in whole

    old = timezone.now() - timedelta(minutes=5)
    Job.objects.update(asked_at=old, due_at=old)
    assert "delay:5s" in page(world, "system", f"/jobs/{job.pk}/", **{"HX-Request": "true"})
    Job.objects.update(state="done")
    assert "delay:" not in page(world, "system", f"/jobs/{job.pk}/", **{"HX-Request": "true"})


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("KeyError", "程序出错（KeyError）"),
        ("out-of-time", "执行超过时限"),
        ("lost", "内存不足"),
        ("表头不对：第三列", "表头不对：第三列"),
    ],
    ids=["fault", "time", "lost", "refusal"],
)
def test_what_failed_says_what_to_do(world: World, error: str, words: str) -> None:
    make("a", state="failed", error=error)

    assert words in page(world, "system")


def test_stopping_and_trying_again_are_recorded(world: World) -> None:
    job = make("a")
    client = world.client("system")

    answer = client.post(f"/jobs/{job.pk}/cancel/", {"next": "/jobs/?state=waiting"})
    assert answer["Location"] == "/jobs/?state=waiting"
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 422
    away = client.post(f"/jobs/{job.pk}/retry/", {"next": "https://elsewhere.example/"})
    assert away["Location"] == "/jobs/"
    job.refresh_from_db()
    assert job.state == Job.State.WAITING
    acts = AuditEvent.objects.order_by("number").values_list("act", flat=True)
    assert list(acts) == ["job.cancel", "job.try_again"]


def test_what_may_not_be_stopped_half_way_is_not(world: World, known: Register) -> None:
    known(lambda _run: None, code="test.whole", may_cancel=False)
    job = make("a", work="test.whole", state="running")

    assert "停止该任务" not in page(world, "system")
    one = world.client("system").get(f"/jobs/{job.pk}/").content.decode()
    assert "此任务不能中止" in one
    assert world.client("system").post(f"/jobs/{job.pk}/cancel/").status_code == 422


def test_old_rows_files_and_keys_go(settings: Any, tmp_path: Any) -> None:
    settings.SPOOL_ROOT = tmp_path
    now = timezone.now()
    long_ago = now - timedelta(days=100)
    asked = make("a", state="done", ended_at=long_ago, account_id=1)
    of_clock = make("b", state="done", ended_at=long_ago)
    make("c", state="waiting")
    RequestKey.objects.create(account_id=1, route="x", key="y", created_at=long_ago)
    kept = spool.keep(b"plan")
    assert spool.read(kept) == b"plan"
    os.utime(spool.place_of(kept), (0, 0))

    assert scheduling.prune(now) == 1
    assert set(Job.objects.values_list("key", flat=True)) == {of_clock.key, "c"}
    assert not Job.objects.filter(pk=asked.pk).exists()
    assert not RequestKey.objects.exists()
    assert spool.read(kept) is None


def test_a_name_that_is_no_name_of_ours_opens_no_file(settings: Any, tmp_path: Any) -> None:
    settings.SPOOL_ROOT = tmp_path / "spool"
    with pytest.raises(ValueError, match="UUID"):
        spool.read("../secret_key")


def test_a_finder_that_fails_keeps_no_other_from_being_asked(
    known: Register, caplog: pytest.LogCaptureFixture
) -> None:
    known(lambda _run: None)
    now = timezone.now()

    def broken(_now: Any) -> list[works.Due]:
        raise KeyError("x")

    works.register_due(broken)
    works.register_due(lambda _now: [works.Due(work="test.work", key="k", due_at=now)])

    assert scheduling.find(now) == 1
    assert "finding what is due" in caplog.text
