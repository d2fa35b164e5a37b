"""Kills processes of an installation at random moments, and says afterwards what stands."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from postgres import Server

HERE = Path(__file__).resolve().parent
TOKEN = "k" * 32  # of the form and of the cookie alike: the pages compare the two
BATCHES = 6


def environment_of(source: Path = HERE.parents[1] / "src") -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("GUATU_")},
        "GUATU_SECRET_KEY": "kills-only-" + "x" * 50,
        "PYTHONPATH": os.pathsep.join([str(source), str(HERE)]),
        "GUATU_LOG_LEVEL": "WARNING",
        "GUATU_PLAIN_HTTP": "1",
    }


def install(folder: Path, environment: dict[str, str]) -> None:
    subprocess.run(  # noqa: S603 our own command
        [sys.executable, "-m", "guatu", "--data", str(folder), "init"],
        env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@dataclass
class House:
    """One installation with its loaded process, from which workers and web servers fork."""

    folder: Path
    server: Server | None = None
    source: Path = HERE.parents[1] / "src"
    is_real: bool = False  # guatu's own works, on a clock of the house's own
    like: Path | None = None  # an installation on SQLite, as it was made, to begin with
    workers: list[int] = field(default_factory=list)
    web: int = 0
    port: int = 0
    process: subprocess.Popen[str] = field(init=False)

    def open(self) -> None:
        environment = environment_of(self.source)
        if self.server is not None:
            environment["GUATU_DATABASE"] = self.server.url
        if self.like is not None and self.server is None:
            shutil.copytree(self.like, self.folder, dirs_exist_ok=True)
        else:
            install(self.folder, environment)
        (self.folder / "began").write_text(str(time.time()), encoding="ascii")
        with (self.folder / "log").open("w") as log:
            self.process = subprocess.Popen(  # noqa: S603 our own command
                [sys.executable, str(HERE / "killhouse.py"), str(self.folder),
                 *(["real"] if self.is_real else [])],
                env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=log,
            )  # fmt: skip
        self.answer()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.session = self.call("prepare").get("session", "")

    def close(self) -> None:
        self.process.communicate(timeout=30)  # the end of its input ends it and what it forked

    def answer(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError((self.folder / "log").read_text(encoding="utf-8")[-2000:])
        return json.loads(line)

    def send(self, order: dict[str, Any]) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def call(self, name: str, **arguments: Any) -> Any:
        return self.send({"do": name, "arguments": arguments})

    def left_count(self) -> int:
        """Return how often a worker found jobs that a dead one had left."""
        return (self.folder / "log").read_text(encoding="utf-8").count("were left by workers")

    def start_worker(self) -> None:
        self.workers.append(self.send({"do": "worker"}))

    def start_web(self) -> None:
        self.web = self.send({"do": "web", "port": self.port})

    def kill_worker(self, chance: random.Random) -> None:
        pid = self.workers.pop(chance.randrange(len(self.workers)))
        os.kill(pid, signal.SIGKILL)
        self.start_worker()

    def kill_web(self) -> None:
        os.kill(self.web, signal.SIGKILL)
        self.start_web()

    def kill_database(self, chance: random.Random) -> None:
        """Kill the whole server, or one of its processes: it then throws everybody out."""
        assert self.server is not None
        if chance.random() < 0.3:
            self.server.kill()
            self.server.start_again()
            return
        backends = self.server.backends()
        if backends:
            with contextlib.suppress(ProcessLookupError):  # its connection has just ended
                os.kill(chance.choice(backends), signal.SIGKILL)

    def retry(self, job_id: int) -> None:
        """Send the form that has a job tried again until it is answered."""
        self.post(f"/jobs/{job_id}/retry/", self.session)

    def apply(self, sheet: int, session: str) -> None:
        """Send the form that has a sheet of people applied until it is answered."""
        self.post(f"/accounts/intakes/{sheet}/apply/", session, version="1")

    def post(self, path: str, session: str, **fields: str) -> None:
        """Send a form, with one key, until it is answered."""
        fields |= {"idempotency_key": uuid.uuid4().hex, "csrfmiddlewaretoken": TOKEN}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            data=urllib.parse.urlencode(fields).encode(),
            headers={"Cookie": f"guatu_session={session}; guatu_csrf={TOKEN}"},
        )
        opener = urllib.request.build_opener(NoRedirect)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                opener.open(request, timeout=10).close()
            except urllib.error.HTTPError as error:
                if error.code < 400:
                    return
                if error.code < 500:
                    raise AssertionError(f"{error.code}: {error.read()[:2000]!r}") from error
                time.sleep(0.05)
            except (OSError, ValueError):  # killed under way
                time.sleep(0.02)
            else:
                return
        raise AssertionError(f"{path} was never answered")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves a redirection as it is: it is the answer."""

    def redirect_request(self, *_args: Any) -> None:
        return None


@dataclass
class Tally:
    """What a run of kills did and found."""

    kills: dict[str, int] = field(default_factory=dict)
    jobs: int = 0
    posted: list[int] = field(default_factory=list)

    def add(self, what: str) -> None:
        self.kills[what] = self.kills.get(what, 0) + 1

    @property
    def total(self) -> int:
        return sum(self.kills.values())


def kill_again_and_again(
    house: House, kinds: list[str], *, turns: int, kills_a_turn: int = 1, seed: int,
    tally: Tally | None = None,
) -> Tally:  # fmt: skip
    """Keep two workers and a web server busy with new jobs each turn, and kill meanwhile."""
    chance = random.Random(seed)  # noqa: S311 no secret
    tally = tally or Tally()
    while len(house.workers) < 2:
        house.start_worker()
    if not house.web:
        house.start_web()
    for turn in range(turns):
        names = [f"{seed}-{turn}-{one}" for one in range(2)]
        house.call("ask", names=names[:1], batches=BATCHES)
        failed = house.call("ask", names=names[1:], batches=BATCHES, is_failed=True)
        tally.jobs += 2
        tally.posted += failed
        poster = threading.Thread(target=house.retry, args=failed)
        poster.start()
        for _one in range(kills_a_turn):
            time.sleep(chance.uniform(0.0, 0.15))
            kill(house, kinds[tally.total % len(kinds)], chance, tally)
        poster.join(timeout=90)
    return tally


def kill(house: House, kind: str, chance: random.Random, tally: Tally) -> None:
    match kind:
        case "web":
            house.kill_web()
        case "database":
            house.kill_database(chance)
        case "stall":
            stall(house.workers[0])
        case _:
            house.kill_worker(chance)
    tally.add(kind)


HOURS = 4  # that pass in a turn of a real house: six turns are a day


def let_time_pass(
    house: House, kinds: list[str], *, turns: int, kills_a_turn: int, seed: int
) -> Tally:
    """Let hours pass in a real house, a sheet loaded at each turn, and kill meanwhile."""
    chance = random.Random(seed)  # noqa: S311 no secret
    tally = Tally()
    while len(house.workers) < 2:
        house.start_worker()
    house.start_web()
    become_idle(house)
    for turn in range(turns):
        staged = house.call("stage", sheet=f"s{turn:03d}")
        poster = threading.Thread(target=house.apply, args=(staged["sheet"], staged["session"]))
        house.call("forward", hours=HOURS)
        poster.start()
        for _one in range(kills_a_turn):
            time.sleep(chance.uniform(0.0, 0.25))
            kill(house, kinds[tally.total % len(kinds)], chance, tally)
        poster.join(timeout=90)
        become_idle(house)
    return tally


def left_alone(folder: Path, *, turns: int, like: Path | None = None) -> Any:
    """Return the picture of a real house in which as much time passed and nothing was killed."""
    with opened(folder, None, is_real=True, like=like) as house:
        house.call("live", turns=turns, hours=HOURS)
        return house.call("picture")


def become_idle(house: House, *, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not house.call("is_idle"):
        assert time.monotonic() < until, "the house never came to rest"
        time.sleep(0.1)


def stall(pid: int) -> None:
    """Hold a worker still for longer than its lease, in the midst of whatever it does."""
    os.kill(pid, signal.SIGSTOP)
    time.sleep(2.2)
    os.kill(pid, signal.SIGCONT)


def settle(house: House, *, seconds: float = 90) -> dict[str, Any]:
    """Wait until nothing waits or runs but what the clock asks for, and return what stands."""
    until = time.monotonic() + seconds
    while True:
        stands: dict[str, Any] = house.call("count")
        open_jobs = sum(stands["states"].get(state, 0) for state in ("waiting", "running"))
        if not open_jobs or time.monotonic() > until:
            return stands
        time.sleep(0.3)


@contextlib.contextmanager
def opened(
    folder: Path, server: Server | None, *, is_real: bool = False, like: Path | None = None
) -> Any:
    house = House(folder, server, is_real=is_real, like=like)
    house.open()
    try:
        yield house
    finally:
        house.close()
