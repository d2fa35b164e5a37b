"""A PostgreSQL server of the tests' own, in a temporary folder, reached by its socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from glob import glob
from pathlib import Path

PORT = "54329"


def find_binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl, where Debian and others keep it."""
    folders = sorted(glob("/usr/lib/postgresql/*/bin"), reverse=True)  # noqa: PTH207 absolute
    for folder in [*folders, *os.environ.get("PATH", "").split(os.pathsep)]:
        if all(
            os.access(Path(folder) / name, os.X_OK) for name in ("initdb", "pg_ctl", "postgres")
        ):
            return Path(folder)
    return None


class Server:
    """Start with `start()`, use `url`, end with `stop()`."""

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = Path(tempfile.mkdtemp(prefix="guatu-pg-"))
        self.user: str | None = None
        if os.geteuid() == 0:  # the server refuses to run as root
            self.user = "postgres" if has_user("postgres") else "nobody"
            shutil.chown(self.folder, self.user)

    @property
    def url(self) -> str:
        return f"postgresql://guatu@:{PORT}/postgres?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 our own arguments
            [str(self.binaries / program), *arguments],
            user=self.user,
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        self.run(
            "initdb", "-D", str(self.folder / "data"), "-U", "guatu", "-A", "trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"-k {self.folder} -h '' -p {PORT} -c fsync=off -c max_connections=60"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"),
            "-o", options, "-w", "start",
        )  # fmt: skip

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
