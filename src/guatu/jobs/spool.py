"""Bytes that a job needs and that are nobody's evidence yet: files beside the database.

A file is whole on the disk before the job's row is committed, so a job that is there finds it.
What was kept for a job that never was is deleted after a week.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

from django.conf import settings

KEPT_SECONDS = 7 * 24 * 3600
OWNER_ONLY = 0o600


def keep(payload: bytes) -> str:
    """Keep bytes and return the name under which they are found."""
    folder: Path = settings.SPOOL_ROOT
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    name = uuid.uuid4().hex
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    return name


def read(name: str) -> bytes | None:
    """Return what was kept, None if it is gone."""
    try:
        return place_of(name).read_bytes()
    except FileNotFoundError:
        return None


def is_kept(name: str) -> bool:
    return place_of(name).exists()


def drop(name: str) -> None:
    place_of(name).unlink(missing_ok=True)


def place_of(name: str) -> Path:
    folder: Path = settings.SPOOL_ROOT
    return folder / uuid.UUID(name).hex  # a name of our own making and no path


def forget_old() -> int:
    """Delete what was kept longer than a week and return how many files."""
    folder: Path = settings.SPOOL_ROOT
    if not folder.is_dir():
        return 0
    before = time.time() - KEPT_SECONDS
    old = [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
