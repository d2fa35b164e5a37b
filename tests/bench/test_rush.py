"""The rush before a round closes, on a small scale: nothing lost, nothing doubled, nothing broken."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tree import ROOT

SMALL = {
    "BENCH_ENTRIES": "90",
    "BENCH_UNITS": "6",
    "BENCH_LINES": "30",
    "BENCH_SECONDS": "2",
    "BENCH_DASHBOARDS": "2",
    "BENCH_REFRESH": "1",
    "BENCH_DATABASES": "sqlite",
}


@pytest.mark.sqlite_only
def test_what_is_sent_twice_stands_once() -> None:
    """The script itself counts what stands, verifies the chain, and ends with 1 where it is wrong."""
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, str(ROOT / "bench" / "rush.py")],
        env=os.environ | SMALL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout
    assert "30 stand, 30 submissions, 0 doubled; chain verified" in done.stdout
