"""Workers, web servers and the database are killed again and again: nothing is lost, nothing doubled.

Two sorts of houses are killed in: one whose works are made to be counted, and one that runs the
real works on a moved clock and must come to the same as a house in which nothing was killed.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kills import (
    BATCHES,
    House,
    Tally,
    environment_of,
    install,
    kill_again_and_again,
    left_alone,
    let_time_pass,
    opened,
    settle,
)
from postgres import Server, find_binaries

pytestmark = pytest.mark.sqlite_only  # each test brings its own database
ENOUGH = 50  # of each sort of process, in all tests together


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often what is killed in a house: several times a turn, so that the house is not idle."""

    kinds: tuple[str, ...]
    turns: int
    kills_a_turn: int

    def kills(self) -> Counter[str]:
        total = self.turns * self.kills_a_turn
        return Counter(self.kinds[n % len(self.kinds)] for n in range(total))


# The others are killed on SQLite, too.
DATABASE_FIRST = ("database", "worker", "database", "web")
PLANS = {
    "counted-sqlite": Plan(kinds=("worker", "web"), turns=8, kills_a_turn=3),
    "counted-postgresql": Plan(kinds=DATABASE_FIRST, turns=12, kills_a_turn=4),
    "real-sqlite": Plan(kinds=("worker", "web"), turns=13, kills_a_turn=3),
    "real-postgresql": Plan(kinds=DATABASE_FIRST, turns=13, kills_a_turn=4),
}


REAL_WORKS = {
    "accounts.apply-intake",
    "dispatch.close",
    "dispatch.freeze",
    "dispatch.light",
    "dispatch.open",
    "dispatch.remind",
    "supervision.escalate",
    "supervision.remind",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="guatu-kills-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """Return a new installation on SQLite, to be copied."""
    with tempfile.TemporaryDirectory(prefix="guatu-made-") as name:
        install(Path(name), environment_of())
        yield Path(name)


@pytest.fixture(scope="module")
def alone(made: Path) -> dict[str, Any]:
    """Return what a real house comes to in which nothing is killed, on whichever database."""
    (turns,) = {plan.turns for name, plan in PLANS.items() if name.startswith("real")}
    with tempfile.TemporaryDirectory(prefix="guatu-alone-") as name:
        stands: dict[str, Any] = left_alone(Path(name), turns=turns, like=made)
    assert {job[1] for job in stands["jobs"]} == {"done"}
    assert {job[0] for job in stands["jobs"]} >= REAL_WORKS
    return stands


@contextmanager
def postgresql(port: str) -> Iterator[Server]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server here")
    server = Server(binaries, port=port)
    server.start()
    try:
        yield server
    finally:
        server.stop()


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


def test_enough_is_killed() -> None:
    killed = sum((plan.kills() for plan in PLANS.values()), Counter())

    assert {kind: n for kind, n in killed.items() if n < ENOUGH} == {}
    assert set(killed) == {"worker", "web", "database"}


def test_kills_on_sqlite(folder: Path, made: Path) -> None:
    plan = PLANS["counted-sqlite"]
    with opened(folder, None, like=made) as house:
        tally = kill_counted(house, plan, seed=1)
        # and one that only sleeps until after its lease: it wakes and must write nothing more
        kill_again_and_again(house, ["stall"], turns=2, seed=3, tally=tally)
        kill_until_one_fell_into_a_run(house, tally)
        check(house, tally)


def test_kills_on_postgresql(folder: Path) -> None:
    plan = PLANS["counted-postgresql"]
    with postgresql("54330") as server, opened(folder, server) as house:
        tally = kill_counted(house, plan, seed=2)
        assert tally.kills == plan.kills()
        kill_until_one_fell_into_a_run(house, tally)
        check(house, tally)


def kill_until_one_fell_into_a_run(house: House, tally: Tally) -> None:
    """Kill on if, by the machine's speed, all kills so far fell between the runs."""
    for seed in range(100, 120):
        if house.left_count():
            return
        kill_again_and_again(house, ["worker"], turns=1, kills_a_turn=2, seed=seed, tally=tally)
        settle(house)
    pytest.fail("no kill ever fell into a run")


def kill_counted(house: House, plan: Plan, *, seed: int) -> Tally:
    return kill_again_and_again(
        house, list(plan.kinds), turns=plan.turns, kills_a_turn=plan.kills_a_turn, seed=seed
    )


def test_real_works_on_sqlite(folder: Path, made: Path, alone: dict[str, Any]) -> None:
    plan = PLANS["real-sqlite"]
    with opened(folder, None, is_real=True, like=made) as house:
        check_real(house, plan, alone, seed=4)


def test_real_works_on_postgresql(folder: Path, alone: dict[str, Any]) -> None:
    plan = PLANS["real-postgresql"]
    with (
        postgresql("54332") as server,
        opened(folder, server, is_real=True) as house,
    ):
        check_real(house, plan, alone, seed=5)


def check_real(house: House, plan: Plan, alone: dict[str, Any], *, seed: int) -> None:
    """Kill in a real house and hold what stands against a house left alone."""
    tally = let_time_pass(
        house, list(plan.kinds), turns=plan.turns, kills_a_turn=plan.kills_a_turn, seed=seed
    )
    stands = house.call("picture")

    assert tally.kills == plan.kills()
    for part, rows in alone.items():
        assert rows, part
        assert stands[part] == rows, part
    assert house.call("verify") is True
    assert house.left_count() > 0
