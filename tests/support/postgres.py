"""A PostgreSQL server of the tests' own, in a temporary folder, reached by its socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
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

    def __init__(self, binaries: Path, port: str = PORT) -> None:
        self.binaries = binaries
        self.port = port  # only a part of the socket's name
        self.folder = Path(tempfile.mkdtemp(prefix="guatu-pg-"))
        self.user: str | None = None
        if os.geteuid() == 0:  # the server refuses to run as root
            self.user = "postgres" if has_user("postgres") else "nobody"
            shutil.chown(self.folder, self.user)

    @property
    def url(self) -> str:
        return f"postgresql://guatu@:{self.port}/postgres?host={self.folder}"

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
        self.start_again()

    def start_again(self) -> None:
        """Start the server on the data that it has."""
        options = f"-k {self.folder} -h '' -p {self.port} -c fsync=off -c max_connections=60"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"),
            "-o", options, "-w", "start",
        )  # fmt: skip

    def kill(self) -> None:
        """Kill the server and all its processes at once, as a failing machine would."""
        pids = [self.pid(), *self.backends(everything=True)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(is_alive(pid) for pid in pids):
            time.sleep(0.01)
        # where nobody collects the dead, the next start would take its number for a living one
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        (self.folder / f".s.PGSQL.{self.port}.lock").unlink(missing_ok=True)

    def pid(self) -> int:
        """Return the server's own process, the parent of the others."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def backends(self, *, everything: bool = False) -> list[int]:
        """Return the processes that serve a connection, or all that the server started."""
        listed = subprocess.run(  # noqa: S603 our own arguments
            ["ps", "-o", "pid=,args=", "--ppid", str(self.pid())],  # noqa: S607
            capture_output=True, text=True, check=False,
        ).stdout.splitlines()  # fmt: skip
        return [int(line.split()[0]) for line in listed if everything or " guatu " in line]

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
