"""Two workers at the same round: each thing is done once, whoever comes first."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from scenes import make_scene
from worlds import make_world

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions.rounds import close_past_rounds, ensure_cadence
from guatu.dispatch.actions.running import freeze_due, open_due, remind
from guatu.dispatch.models import Cadence, CheckIn, Round, RoundReminder
from guatu.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 2


@pytest.fixture(autouse=True)
def as_served(transactional_db: None, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001 it makes the tables
    """Give SQLite a file, as when serving: the tests' database in memory has no waiting for locks."""
    if connection.vendor != "sqlite":
        yield
        return
    name = connection.settings_dict["NAME"]
    path = tmp_path / "guatu.sqlite3"
    connection.ensure_connection()
    alive = sqlite3.connect(str(name), uri=True)  # the one in memory ends with its last connection
    with sqlite3.connect(path) as copy:
        alive.backup(copy)
    copy.close()
    connection.settings_dict["NAME"] = str(path)
    connection.close()
    yield
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    alive.close()


def at_once(task: Callable[[], object]) -> list[object]:
    """Run a task in two threads with connections of their own; return what they gave or raised."""
    found: list[object] = []
    gate = threading.Barrier(WORKERS)

    def run() -> None:
        try:
            gate.wait()
            found.append(task())
        except Exception as error:  # noqa: BLE001 handed to the test
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def acts(act: str) -> int:
    return AuditEvent.objects.filter(act=act).count()


def test_a_round_runs_its_course_once_with_two_workers() -> None:
    scene = make_scene(make_world())
    now, today = timezone.now(), timezone.localdate()
    Campaign.objects.filter(pk=scene.campaign.pk).update(
        starts_on=today - timedelta(days=400), ends_on=today + timedelta(days=400)
    )
    scene.task.__class__.objects.update(starts_on=None)
    cadence = ensure_cadence(SYSTEM, scene.campaign)
    Cadence.objects.filter(pk=cadence.pk).update(
        begins_on=today, weekday=today.isoweekday(), freeze_days=0
    )

    assert sorted(map(int, at_once(lambda: open_due(cadence.pk, now, after_each=int)))) == [0, 1]  # type: ignore[arg-type,call-overload]
    one = Round.objects.get()
    asked = CheckIn.objects.filter(round=one).values_list("entry", "unit")
    assert len(asked) == len(set(asked)) > 0

    Round.objects.filter(pk=one.pk).update(
        opened_at=now - timedelta(days=3), due_at=now + timedelta(hours=20),
        late_at=now + timedelta(hours=20),
    )  # fmt: skip
    units = CheckIn.objects.filter(round=one).values("unit").distinct().count()
    assert sorted(at_once(lambda: remind(one.pk, "before-24", now))) == [0, units]  # type: ignore[type-var]
    assert (RoundReminder.objects.count(), Notice.objects.count()) == (units, 1)

    Round.objects.filter(pk=one.pk).update(due_at=now, late_at=now)
    assert sorted(at_once(lambda: close_past_rounds(today))) == [0, 1]  # type: ignore[type-var]
    assert sorted(at_once(lambda: freeze_due(one.pk, timezone.now()))) == [False, True]  # type: ignore[type-var]

    found = [acts(f"round.{act}") for act in ("open", "remind", "close", "freeze")]
    assert found == [1, 1, 1, 1]
