"""Workers, web servers and the database are killed again and again: nothing is lost, nothing doubled."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kills import BATCHES, House, Tally, kill_again_and_again, opened, settle
from postgres import Server, find_binaries

pytestmark = pytest.mark.sqlite_only  # each test brings its own database


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="guatu-kills-") as name:
        yield Path(name)


def check(house: House, tally: Tally) -> dict[str, Any]:
    stands = settle(house)

    assert stands["doubled"] == []
    assert set(stands["states"]) == {"done"}, stands
    assert stands["rows"] == tally.jobs * BATCHES
    assert stands["asked"] == {str(pk): 1 for pk in tally.posted}
    ticks = stands["ticks"]
    assert ticks == list(range(1, ticks[-1] + 1))  # none left out, each once
    assert house.call("verify") is True
    return stands


def test_kills_on_sqlite(folder: Path) -> None:
    with opened(folder, None) as house:
        kinds = ["worker", "worker", "web"]
        tally = kill_again_and_again(house, kinds, kills=30, seed=1)
        # and one that only sleeps until after its lease: it wakes and must write nothing more
        kill_again_and_again(house, ["stall"], kills=2, seed=3, tally=tally)
        check(house, tally)

        assert house.left_count() > 5  # the kills fell into runs, not between them


def test_kills_on_postgresql(folder: Path) -> None:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server here")
    server = Server(binaries, port="54330")
    server.start()
    try:
        with opened(folder, server) as house:
            kinds = ["worker", "database", "worker", "web"]
            tally = kill_again_and_again(house, kinds, kills=32, seed=2)
            check(house, tally)

            assert house.left_count() > 5
    finally:
        server.stop()
