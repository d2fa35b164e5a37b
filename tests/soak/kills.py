"""Kill for as long as one likes: `make soak`; `KILLS=1000 SEED=1 DATABASE=both` say how.

Each hundred is a house of its own, so that a run that is broken off can go on with `FIRST`.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "src")]

from kills import BATCHES, kill_again_and_again, opened, settle  # noqa: E402 the path comes first
from postgres import Server, find_binaries  # noqa: E402

A_HOUSE = 100
KINDS = {
    "sqlite": ["worker", "worker", "web"],
    "postgresql": ["worker", "database", "worker", "web"],
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
        began = time.monotonic()
        wrong = one_house(base, kills=min(A_HOUSE, kills - done), seed=1000 + number)
        failures += bool(wrong)
        told = "; ".join(wrong) or "nothing lost, nothing doubled, the record verifies"
        sys.stdout.write(f"house {number} ({base}): {told}; {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()
    return 1 if failures else 0


def one_house(base: str, *, kills: int, seed: int) -> list[str]:
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
            return run(Path(folder), server, base=base, kills=kills, seed=seed)
    finally:
        if server is not None:
            server.stop()


def run(folder: Path, server: Server | None, *, base: str, kills: int, seed: int) -> list[str]:
    with opened(folder, server) as house:
        tally = kill_again_and_again(house, KINDS[base], kills=kills, seed=seed)
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


if __name__ == "__main__":
    sys.exit(main())
