"""Kill for as long as one likes: `make soak`; `KILLS=1000 SEED=1 DATABASE=both` say how.

Each hundred is a house of its own, so that a run that is broken off can go on with `FIRST`. By
turns a house runs works made to be counted, or the real ones against a house left alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "src")]

from kills import (  # noqa: E402 the path comes first
    BATCHES,
    kill_again_and_again,
    left_alone,
    let_time_pass,
    opened,
    settle,
)
from postgres import Server, find_binaries  # noqa: E402

A_HOUSE = 100
A_TURN = 4  # kills while the same hours pass in a real house
KINDS = {
    "sqlite": ["worker", "worker", "web"],
    "postgresql": ["worker", "database", "web", "worker"],
}


def main() -> int:
    kills = int(os.environ.get("KILLS", "1000"))
    first = int(os.environ.get("FIRST", "0"))
    named = os.environ.get("DATABASE", "both")
    bases = list(KINDS) if named == "both" else [named]
    failures = 0
    for number, done in enumerate(range(0, kills, A_HOUSE)):
        if number < first:
            continue
        base = bases[number % len(bases)]
        is_real = bool(number // len(bases) % 2)
        began = time.monotonic()
        count = min(A_HOUSE, kills - done)
        wrong = one_house(base, kills=count, seed=1000 + number, is_real=is_real)
        failures += bool(wrong)
        sort = "real" if is_real else "counted"
        told = "; ".join(wrong) or "nothing lost, nothing doubled, the record verifies"
        sys.stdout.write(
            f"house {number} ({base}, {sort}): {told}; {time.monotonic() - began:.0f} s\n"
        )
        sys.stdout.flush()
    return 1 if failures else 0


def one_house(base: str, *, kills: int, seed: int, is_real: bool) -> list[str]:
    """Kill in a new installation and return what is wrong afterwards."""
    server = None
    if base == "postgresql":
        binaries = find_binaries()
        if binaries is None:
            return ["no PostgreSQL server here"]
        server = Server(binaries, port="54331")
        server.start()
    try:
        with tempfile.TemporaryDirectory(prefix="guatu-soak-") as folder:
            task = run_real if is_real else run
            return task(Path(folder), server, base=base, kills=kills, seed=seed)
    finally:
        if server is not None:
            server.stop()


def run(folder: Path, server: Server | None, *, base: str, kills: int, seed: int) -> list[str]:
    with opened(folder, server) as house:
        tally = kill_again_and_again(house, KINDS[base], turns=kills, seed=seed)
        stands = settle(house, seconds=300)
        ticks = stands["ticks"]
        found = {
            "doubled": stands["doubled"],
            "states": {k: n for k, n in stands["states"].items() if k != "done"},
            "rows": stands["rows"] - tally.jobs * BATCHES,
            "asked": [k for k in tally.posted if stands["asked"].get(str(k)) != 1],
            "ticks": sorted(set(range(1, ticks[-1] + 1)) - set(ticks)),
            "record": [] if house.call("verify") else ["broken"],
        }
    return [f"{name}: {what}" for name, what in found.items() if what]


def run_real(folder: Path, server: Server | None, *, base: str, kills: int, seed: int) -> list[str]:
    turns = -(-kills // A_TURN)
    with opened(folder / "killed", server, is_real=True) as house:
        let_time_pass(house, KINDS[base], turns=turns, kills_a_turn=A_TURN, seed=seed)
        stands = house.call("picture")
        is_intact = house.call("verify")
    alone = left_alone(folder / "alone", turns=turns)
    wrong = [
        f"{part}: lacks {missing(rows, stands[part])}, has besides {missing(stands[part], rows)}"
        for part, rows in alone.items()
        if rows != stands[part]
    ]
    return wrong if is_intact else [*wrong, "record: broken"]


def missing(rows: list[Any], among: list[Any]) -> list[Any]:
    """Return a few of the rows that are not among the others."""
    return [row for row in rows if row not in among][:5]


if __name__ == "__main__":
    sys.exit(main())
