"""Signs of life: a file that a worker keeps locked while it lives.

The system frees the lock however the worker ends, so a free file proves that its worker is gone,
at once and whatever the clock says. Where files cannot be locked, or on another machine, the
lease's time alone counts.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None  # type: ignore[assignment]

SUFFIX = ".alive"


class Sign:
    """The file of one worker; `name` is unlike any other worker's."""

    def __init__(self, folder: Path) -> None:
        self.name = secrets.token_hex(8)
        self.path = folder / f"{self.name}{SUFFIX}"
        self.file: IO[bytes] | None = None

    def raise_(self) -> None:
        """Lock the file before any job is taken; on a system without locks do without."""
        if fcntl is None:
            return
        self.path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        while True:
            file = self.path.open("wb")
            fcntl.flock(file, fcntl.LOCK_EX)
            # somebody who looked in between may have taken the new file for a dead one's
            with contextlib.suppress(FileNotFoundError):
                if self.path.stat().st_ino == os.fstat(file.fileno()).st_ino:
                    self.file = file
                    return
            file.close()

    def lower(self) -> None:
        if self.file is not None:
            self.path.unlink(missing_ok=True)
            self.file.close()
            self.file = None


def gone(folder: Path, *, but: str = "") -> list[str]:
    """Return the names of workers whose files stand there free, whose leases can be taken."""
    if fcntl is None or not folder.is_dir():
        return []
    return [
        path.name.removesuffix(SUFFIX)
        for path in sorted(folder.glob(f"*{SUFFIX}"))
        if path.name != f"{but}{SUFFIX}" and is_free(path)
    ]


def is_free(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # held: its worker lives
        return False
    return True


def forget(folder: Path, names: list[str]) -> None:
    """Remove files of workers that are gone, once nothing runs under their names."""
    for name in names:
        path = folder / f"{name}{SUFFIX}"
        with contextlib.suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
