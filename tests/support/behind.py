"""Runs the background work of a test in the test's own process."""

from __future__ import annotations

import tempfile
from pathlib import Path

from guatu.jobs.worker import Worker


def work_off() -> int:
    """Do all that is asked for and due now; return how many jobs ran."""
    with tempfile.TemporaryDirectory() as folder:
        return Worker(folder=Path(folder)).work_off()
