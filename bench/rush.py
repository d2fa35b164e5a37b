"""The last ten minutes of a round: 600 units hand in 10,000 check-ins, a fifth of it sent twice.

`python bench/rush.py` opens a weekly round for 500 units' worth of entries, then lets 600 sessions
open 我的填报, save card by card as the page does, and hand in, while 30 dashboards stay open. A fifth
of all writes is sent a second time with the same key: half of them at once beside the first, half
after the first answer was thrown away. Afterwards it counts: what was answered with success stands
once, nothing else does, and the chain of the record verifies.

Beside it, in the same run, what an office does otherwise: write one workbook for each unit.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from requests import database_of, serving  # noqa: E402 of this folder

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "100000"))
UNITS = int(os.environ.get("BENCH_UNITS", "600"))
LINES = int(os.environ.get("BENCH_LINES", "10000"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "600"))
DASHBOARDS = int(os.environ.get("BENCH_DASHBOARDS", "30"))
REFRESH = float(os.environ.get("BENCH_REFRESH", "20"))  # seconds between two looks of a dashboard
DATABASES = os.environ.get("BENCH_DATABASES", "sqlite postgresql").split()
AT_ONCE = 48
RETRIES = 0.2
LIMIT_P95 = 2.0
FIRST_BAD, FIRST_BROKEN = 400, 500
KEY = re.compile(r'name="c(\d+)-version" value="(\d+)"')
ADDRESS = re.compile(r'action="(/dispatch/mine/\d+/save)"')


@dataclass
class Seen:
    """What the clients saw; appending is atomic."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {k: [] for k in SORTS})
    statuses: Counter[str] = field(default_factory=Counter)
    handed_in: list[int] = field(default_factory=list)  # keys of check-ins answered with success
    faults: list[str] = field(default_factory=list)


SORTS = ("page", "draft", "submit", "dashboard")


class Client:
    """One session; each of its threads has a connection of its own."""

    def __init__(self, port: int, session: str, seen: Seen, sort: str = "") -> None:
        self.port = port
        self.cookies = {"guatu_session": session}
        self.seen = seen
        self.local = threading.local()
        self.sort = sort

    def send(self, sort: str, path: str, body: dict[str, str] | None, key: str) -> tuple[int, str]:
        """Send one request and note how long its answer took; a dropped line is tried again."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        sent = None
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("guatu_csrf", ""),
                "Idempotency-Key": key,
            }
            sent = urllib.parse.urlencode(body)
        began = time.perf_counter()
        for _attempt in range(3):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.local.connection = connection
            try:
                connection.request("GET" if body is None else "POST", path, sent, headers)
                answer = connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException):
                connection.close()
                self.local.connection = None
                continue
            for header in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = header.partition(";")[0].partition("=")
                self.cookies[name] = value
            self.seen.seconds[sort].append(time.perf_counter() - began)
            self.seen.statuses[f"{sort} {answer.status}"] += 1
            if answer.status >= FIRST_BROKEN:
                self.seen.faults.append(f"{path}: {answer.status}")
            return answer.status, text
        self.seen.faults.append(f"{path}: the line dropped three times")
        return FIRST_BROKEN, ""

    def write(self, sort: str, path: str, body: dict[str, str], chance: random.Random) -> int:
        """Write, and now and then a second time with the same key, beside the first or after it."""
        key = uuid.uuid4().hex
        draw = chance.random()
        if draw < RETRIES / 2:
            with ThreadPoolExecutor(2) as both:
                found = [both.submit(self.send, sort, path, body, key) for _twin in range(2)]
                return min(one.result()[0] for one in found)
        status, _text = self.send(sort, path, body, key)
        if draw < RETRIES:
            status, _text = self.send(sort, path, body, key)
        return status


def unit_works(client: Client, lines: int, begins: float, ends: float, seed: int) -> None:
    """Open the page, save each card when it is typed, hand all in before the time is over."""
    chance = random.Random(seed)  # noqa: S311 when somebody types is no secret
    pause = (ends - begins) / (lines + 2)
    time.sleep(max(0.0, begins - time.monotonic()))
    status, page = client.send("page", "/dispatch/mine/", None, "")
    cards, address = KEY.findall(page)[:lines], ADDRESS.search(page)
    if status >= FIRST_BAD or address is None or len(cards) < lines:
        client.seen.faults.append(f"a unit found {len(cards)} of {lines} cards ({status})")
        return
    for number, (pk, version) in enumerate(cards, 1):
        time.sleep(max(0.0, begins + pause * number - time.monotonic()))
        body = {"version": version, "said": f"完成现场踏勘，第{number}项正在办理。"}
        if client.write("draft", f"/dispatch/check-ins/{pk}/draft", body, chance) >= FIRST_BAD:
            client.seen.faults.append(f"draft {pk} was refused")
    body = {"part": "mine", "page": "1", "act": "submit"}
    if client.write("submit", address[1], body, chance) < FIRST_BAD:
        client.seen.handed_in += [int(pk) for pk, _version in cards]


def dashboard(client: Client, ends: float, seed: int) -> None:
    time.sleep(random.Random(seed).random() * REFRESH)  # noqa: S311
    while time.monotonic() < ends:
        client.send("dashboard", "/", None, "")
        time.sleep(max(0.0, min(REFRESH, ends - time.monotonic())))


def rush(port: int, made: dict[str, list[str]], seen: Seen) -> None:
    """Run all units and dashboards; units begin spread over the first three quarters."""
    chance = random.Random(20260626)  # noqa: S311
    now = time.monotonic()
    ends = now + SECONDS
    sessions = made["liaisons"]
    lines = [LINES // len(sessions) + (n < LINES % len(sessions)) for n in range(len(sessions))]
    threads = []
    for number, session in enumerate(sessions):
        begins = now + chance.random() * SECONDS * 0.75
        last = begins + (ends - begins) * (0.5 + chance.random() / 2)
        client = Client(port, session, seen)
        work = (client, lines[number], begins, last, number)
        threads.append(threading.Thread(target=unit_works, args=work))
    for number in range(DASHBOARDS):
        client = Client(port, made["lookers"][number % len(made["lookers"])], seen)
        threads.append(threading.Thread(target=dashboard, args=(client, ends, number)))
    for one in threads:
        one.start()
    for one in threads:
        one.join()


CHECK = """
import json, sys
import django
django.setup()
from guatu.dispatch.models import CheckIn, CheckInMove
from django.db.models import Count
done = CheckIn.objects.filter(round=int(sys.argv[1]), received_at__isnull=False)
moves = CheckInMove.objects.filter(check_in__round=int(sys.argv[1]), to_state="submitted")
twice = moves.values("check_in").annotate(n=Count("pk")).filter(n__gt=1).count()
print(json.dumps({"keys": list(done.values_list("pk", flat=True)), "moves": moves.count(), "twice": twice}))
"""


def environment_of(folder: Path, database: str) -> dict[str, str]:
    return os.environ | {
        "GUATU_DATA": str(folder),
        "GUATU_DATABASE": database,
        "GUATU_SECRET_KEY": "bench" * 10,
        "GUATU_PLAIN_HTTP": "1",
        "GUATU_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "guatu.config.settings",
    }


def output(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S603 our own programs
        [sys.executable, *command], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


def measure(name: str, folder: Path, database: str) -> list[str]:
    """Run the whole on one database; return what is wrong."""
    environment = environment_of(folder, database)
    *said, last = output(
        [str(HERE / "rushfilling.py"), str(ENTRIES), str(UNITS)], environment
    ).splitlines()
    print(*said, sep="\n", flush=True)
    made = json.loads(last)
    print(f"  beside: {workbooks(folder):.1f} s of CPU to write {UNITS} workbooks for the units")
    seen = Seen()
    began = time.monotonic()
    with serving(folder, database) as (port, _pid):
        rush(port, made, seen)
    took = time.monotonic() - began
    stands = json.loads(output(["-c", CHECK, str(made["round"])], environment))
    chain = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-m", "guatu", "--data", str(folder), "audit", "verify"],
        env=environment, check=False, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    print(
        f"{name}: {len(seen.handed_in)} check-ins by {len(made['liaisons'])} units in {took:.0f} s"
    )
    for sort in SORTS:
        print(f"  {sort:10} {described(seen.seconds[sort])}")
    print("  answers:", ", ".join(f"{k} × {n}" for k, n in sorted(seen.statuses.items())))
    return judged(name, seen, stands, chain.returncode)


def described(seconds: list[float]) -> str:
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    return (
        f"{len(ordered):6} requests, median {statistics.median(ordered) * 1000:6.0f} ms,"
        f" p95 {ordered[int(len(ordered) * 0.95)] * 1000:6.0f} ms, longest {ordered[-1] * 1000:6.0f} ms"
    )


def judged(name: str, seen: Seen, stands: dict[str, object], chain: int) -> list[str]:
    """Say what was lost, doubled or broken."""
    keys = set(stands["keys"])  # type: ignore[call-overload]
    wrong = [f"{name}: {fault}" for fault in seen.faults[:5]]
    if lost := set(seen.handed_in) - keys:
        wrong.append(f"{name}: {len(lost)} check-ins were answered and do not stand")
    if more := keys - set(seen.handed_in):
        wrong.append(f"{name}: {len(more)} check-ins stand that nobody was told of")
    if stands["twice"] or stands["moves"] != len(keys):
        wrong.append(f"{name}: {stands['moves']} submissions of {len(keys)} check-ins")
    if len(keys) != LINES:
        wrong.append(f"{name}: {len(keys)} of {LINES} check-ins came in")
    if chain:
        wrong.append(f"{name}: the chain of the record does not verify")
    print(
        f"  {len(seen.faults)} faults; {len(keys)} stand, {stands['moves']} submissions,"
        f" {stands['twice']} doubled; chain {'verified' if not chain else 'BROKEN'}"
    )
    writes = sorted(seen.seconds["draft"] + seen.seconds["submit"])
    p95 = writes[int(len(writes) * 0.95)] if writes else 0.0
    verdict = "within" if p95 <= LIMIT_P95 else "ABOVE"
    print(f"  p95 of all writes {p95 * 1000:.0f} ms, {verdict} {LIMIT_P95:.0f} s")
    if p95 > LIMIT_P95 and name == "postgresql":  # SQLite's is a figure, no promise
        wrong.append(f"{name}: p95 of all writes above {LIMIT_P95:.0f} s")
    return wrong


def workbooks(folder: Path) -> float:
    """Return the CPU seconds of writing one workbook for each unit."""
    began = time.process_time()
    lines = ENTRIES * 4 // UNITS  # as many as the round asks of a unit
    for unit in range(UNITS):
        book = xlsxwriter.Workbook(str(folder / "unit.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet()
        for row in range(lines):
            line = [row, f"推进老旧小区改造（第{row}项）", f"单位{unit}", "2026-12-31", "", "", ""]
            sheet.write_row(row, 0, line)
        book.close()
    return time.process_time() - began


def main() -> int:
    wrong = []
    for name in DATABASES:
        with (
            tempfile.TemporaryDirectory(prefix="guatu-rush-") as folder,
            database_of(name) as (url, _pid),
        ):
            wrong += measure(name, Path(folder), url)
    if wrong:
        print("WRONG:", *wrong, sep="\n  ")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
