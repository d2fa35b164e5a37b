"""Four threads, one act a transaction: one unbroken chain, and verification meanwhile."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from worlds import make_unit

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, record
from guatu.audit.models import AuditEvent, ChainHead
from guatu.audit.reading import verify_record
from guatu.core.actors import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 4
ACTS = 12


class Undone(Exception):  # noqa: N818 named by what happened
    """Ends a transaction without a trace."""


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


def in_threads(*tasks: Callable[[], None]) -> list[BaseException]:
    """Run the tasks at once and return what they raised."""
    raised: list[BaseException] = []
    gate = threading.Barrier(len(tasks))

    def run(task: Callable[[], None]) -> None:
        try:
            gate.wait()
            task()
        except BaseException as error:  # noqa: BLE001 handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def test_the_first_acts_of_all_race_for_the_head() -> None:
    unit = make_unit("区财政局")
    reports: list[bool] = []

    def act() -> None:
        for n in range(ACTS):
            with transaction.atomic():
                change = Change.of(unit, before={"n": n}, after={"n": n + 1})
                record(SYSTEM, "unit.edit", of=unit, changes=[change])

    def watch() -> None:
        reports.extend(verify_record().is_intact for _ in range(4))

    assert in_threads(*[act] * THREADS, watch) == []
    assert ChainHead.objects.get().number == THREADS * ACTS
    assert AuditEvent.objects.count() == THREADS * ACTS
    assert reports == [True] * 4  # acts that come in meanwhile are no faults
    assert verify_record().is_intact


def test_an_act_that_is_undone_leaves_no_gap() -> None:
    unit = make_unit("区财政局")

    def act() -> None:
        for n in range(ACTS):
            with contextlib.suppress(Undone), transaction.atomic():
                Unit.objects.filter(pk=unit.pk).update(short_name=str(n))
                record(SYSTEM, "unit.edit", of=unit)
                if n % 3 == 0:
                    raise Undone

    assert in_threads(*[act] * THREADS) == []
    assert AuditEvent.objects.count() == THREADS * ACTS * 2 // 3
    assert verify_record().is_intact
