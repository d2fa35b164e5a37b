"""A house to be killed in: an installation whose workers and web servers are forked ready-loaded.

Run as a script with the installation's folder; it answers lines of JSON on its standard input.
Loading Django takes a second and more; a fork takes none, so that many processes can be killed.
They are real processes that run the real worker and the real pages.
"""

# ruff: noqa: PLC0415  Django is loaded by this process, not by the import
from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import socketserver
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import realhouse

FOLDER = Path(sys.argv[1]) if __name__ == "__main__" else Path()
IS_REAL = sys.argv[2:] == ["real"]  # the works of guatu itself in place of those made to be counted
TICK = timedelta(seconds=1)
CHILDREN: set[int] = set()


def load() -> None:
    """Load Django with quick hashes, short leases and works whose results can be counted."""
    os.environ["GUATU_PLAIN_HTTP"] = "1"
    from guatu.cli.installation import set_up_django

    set_up_django(FOLDER)
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    logging.getLogger("django").setLevel(logging.ERROR)
    from guatu.jobs import leases

    leases.LEASE = timedelta(seconds=1.5)
    leases.PATIENCE = leases.LOST_AT_MOST = 10_000  # here it is never the job's fault
    if IS_REAL:
        realhouse.load(FOLDER)
    else:
        register_counted()
    from django.urls import get_resolver

    from guatu.config.wsgi import application

    assert application
    assert get_resolver().url_patterns  # now, not in each of the web servers that are killed


def register_counted() -> None:
    """Leave nothing to be done but works whose results can be counted."""
    from guatu.jobs import works
    from guatu.jobs.works import Work, register, register_due

    works._works.clear()
    works._finders.clear()
    register(
        Work(code="kill.rows", label="Rows", does=write_rows),
        Work(code="kill.tick", label="Tick", does=write_tick),
    )
    register_due(ticks)


def write_rows(run: Any) -> dict[str, str]:
    """Write one act a batch, and none that stands: only the fence keeps two runs from both writing."""
    from django.db import transaction

    from guatu.audit.actions import record
    from guatu.audit.models import AuditEvent
    from guatu.core.actors import SYSTEM

    count = run.arguments["batches"]
    for batch in range(count):
        label = f"{run.arguments['name']}/{batch}"
        with transaction.atomic():
            if not AuditEvent.objects.filter(act="kill.batch", details__label=label).exists():
                time.sleep(0.005)  # so that many a kill falls between the look and the write
                record(SYSTEM, "kill.batch", details={"label": label})
                time.sleep(0.005)
        run.progress(batch + 1, count)
    return {"address": "/"}


def write_tick(run: Any) -> None:
    from django.db import transaction

    from guatu.audit.actions import record
    from guatu.audit.models import AuditEvent
    from guatu.core.actors import SYSTEM

    with transaction.atomic():
        label = run.arguments["tick"]
        if not AuditEvent.objects.filter(act="kill.tick", details__label=label).exists():
            record(SYSTEM, "kill.tick", details={"label": label})


def ticks(now: datetime) -> list[Any]:
    """Return all ticks from the house's first moment until now, as a calendar would."""
    from guatu.jobs.works import Due

    first = datetime.fromtimestamp(float((FOLDER / "began").read_text(encoding="ascii")), UTC)
    count = int((now - first) / TICK)
    return [
        Due(work="kill.tick", key=str(one), due_at=first + one * TICK, arguments={"tick": str(one)})
        for one in range(1, count + 1)
    ]


def work() -> None:
    from guatu.jobs.worker import Pace, Worker

    pace = Pace(look=0.05, renew=0.4, reap=0.2, find=0.15 if IS_REAL else 0.3)
    worker = Worker(folder=FOLDER / "workers", pace=pace)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=worker.stop).start())
    worker.work()


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    """A server of the pages that is up at once."""

    daemon_threads = True
    allow_reuse_address = True


class Quiet(WSGIRequestHandler):
    """Logs no line a request."""

    def log_message(self, *_args: object) -> None:
        pass


def serve(port: int) -> None:
    from guatu.config.wsgi import application

    with bound(lambda: make_server("127.0.0.1", port, application, Threaded, Quiet)) as server:
        server.serve_forever()


def bound(make: Callable[[], WSGIServer]) -> WSGIServer:
    """Make a server as soon as the threads of the one killed before it have let go of its port."""
    until = time.monotonic() + 30
    while True:
        try:
            return make()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.005)


def prepare() -> dict[str, str]:
    """Make an administrator who is signed in; return the cookie."""
    from django.contrib.auth import SESSION_KEY
    from django.test import Client
    from worlds import make_world

    world = make_world()
    client = Client()
    client.force_login(world.accounts["system"])
    assert SESSION_KEY in client.session
    return {"session": client.cookies["guatu_session"].value}


def ask(names: list[str], batches: int, *, is_failed: bool = False) -> list[int]:
    from guatu.core.actors import SYSTEM
    from guatu.jobs.actions import ask as ask_for
    from guatu.jobs.models import Job

    keys = []
    for name in names:
        arguments = {"name": name, "batches": batches}
        far = datetime.now(UTC) + timedelta(days=1)
        due = {"due_at": far} if is_failed else {}
        job = ask_for(SYSTEM, "kill.rows", key=name, arguments=arguments, **due)
        if is_failed:
            Job.objects.filter(pk=job.pk, state="waiting", due_at=far).update(
                state="failed", due_at=datetime.now(UTC), error="KeyError"
            )
        keys.append(job.pk)
    return keys


def count() -> dict[str, Any]:
    """Return what stands: jobs by state, acts written, and those written more than once."""
    from guatu.audit.models import AuditEvent
    from guatu.jobs.models import Job

    # the states first: what ends between the two reads has its acts in the second
    states = dict(Counter(Job.objects.order_by().values_list("state", flat=True)))
    events = list(AuditEvent.objects.order_by("number").values_list("act", "details", "object_id"))
    labels = Counter((act, d.get("label")) for act, d, _of in events if act.startswith("kill."))
    asked = Counter(of for act, _d, of in events if act == "job.try_again")
    return {
        "states": states,
        "rows": sum(n for (act, _label), n in labels.items() if act == "kill.batch"),
        "ticks": sorted(int(label) for act, label in labels if act == "kill.tick"),
        "tick_jobs": Job.objects.filter(work="kill.tick").count(),
        "doubled": [str(label) for label, n in labels.items() if n > 1],
        "asked": dict(asked),
    }


def verify() -> bool:
    from guatu.audit.reading import verify_record

    return bool(verify_record().is_intact)


COUNTED: dict[str, Callable[..., Any]] = {"prepare": prepare, "ask": ask, "count": count}
REAL: dict[str, Callable[..., Any]] = {
    "prepare": realhouse.prepare,
    "forward": lambda hours: realhouse.forward(FOLDER, hours),
    "stage": realhouse.stage,
    "live": lambda turns, hours: realhouse.live(FOLDER, turns, hours),
    "is_idle": realhouse.is_idle,
    "picture": realhouse.picture,
}
CALLS: dict[str, Callable[..., Any]] = {**(REAL if IS_REAL else COUNTED), "verify": verify}


def fork(task: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        CHILDREN.add(pid)
        return pid
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.stdin.close()
    realhouse.is_slow = True
    try:
        task()
    except BaseException:
        logging.getLogger("killhouse").exception("a process of the house ended by itself")
    finally:
        os._exit(0)


def call(name: str, arguments: dict[str, Any]) -> Any:
    """Call one function, again while the database is away."""
    from django.db import DatabaseError, InterfaceError, connections

    until = time.monotonic() + 60
    while True:
        try:
            return CALLS[name](**arguments)
        except (DatabaseError, InterfaceError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            connections.close_all()  # none may be open at a fork


def answer(order: dict[str, Any]) -> Any:
    match order["do"]:
        case "worker":
            return fork(work)
        case "web":
            return fork(lambda: serve(order["port"]))
        case _:
            return call(order["do"], order["arguments"])


def collect(*_signal: object) -> None:
    """Let no child that has ended stay behind; what it cost counts as this process's children's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    signal.signal(signal.SIGCHLD, collect)
    load()
    say("ready")
    for line in sys.stdin:
        say(answer(json.loads(line)))
    for pid in CHILDREN:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
