"""A house whose real works are killed: rounds, lamps, directives and sheets of people, on a moved clock.

The clock is a number in a file that all processes of the house read, so that a day passes at once.
What the works leave is returned as one picture, to be held against that of a house left alone.
"""

# ruff: noqa: PLC0415  Django is loaded by the house's process, not by the import
from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

FIRST_DAY = date(2026, 6, 15)  # a Monday
ENTRIES = 12  # of each campaign
PEOPLE = 5  # of each sheet
CAMPAIGNS = ("防汛专项", "助企专项")
is_slow = False  # in a worker and in a web server: yes
LOADED = "何"  # how the people of the sheets are called, and nobody else
LEFT_OUT = "meetings."  # their papers take seconds of reckoning each and have tests of their own


class Clock:
    """What the time is in the house: the machine's time and what the file adds to it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clock"
        if not self.path.exists():
            start = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, 0, 20, tzinfo=UTC)
            self.put((start - datetime.now(UTC)).total_seconds())

    def put(self, seconds: float) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(str(seconds), encoding="ascii")
        new.replace(self.path)

    def added(self) -> float:
        return float(self.path.read_text(encoding="ascii"))

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.added(), UTC)


def load(folder: Path) -> None:
    """Put the clock in place of Django's and leave out what the kills are not about."""
    from django.db.backends.signals import connection_created
    from django.utils import timezone

    from guatu.accounts import works as sheets
    from guatu.jobs import works

    timezone.now = Clock(folder).now
    connection_created.connect(slow_down)
    sheets.SOON_ROWS = 0  # each sheet is a large one
    for code in [code for code in works._works if code.startswith(LEFT_OUT)]:
        del works._works[code]
    works._finders[:] = [f for f in works._finders if not f.__module__.startswith("guatu.meetings")]


def slow_down(connection: Any, **_more: object) -> None:
    """Let each write take its time, as with many entries, so that many a kill falls into a run."""
    if is_slow:
        connection.execute_wrappers.append(slow_write)


def slow_write(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
    if str(sql).startswith(("INSERT", "UPDATE")):
        time.sleep(0.003)
    return execute(sql, params, many, context)


def prepare() -> dict[str, str]:
    """Make two campaigns asked every day by the clock, and directives that nobody answers."""
    from django.utils import timezone
    from worlds import make_campaign, make_world

    from guatu.dispatch.models import Cadence
    from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
    from guatu.supervision.actions.directives import NewDirective, issue

    world = make_world()
    today = timezone.localdate()
    units = [world.finance, world.housing, world.town]
    for title in CAMPAIGNS:
        campaign = make_campaign(world.district, title=title, slug=f"kills-{len(title)}-{title[0]}")
        new = [
            NewEntry(
                title=f"{title}第{number}项", starts_on=today, due_on=today + timedelta(days=number),
                leads=(Assigned(unit_id=units[number % 3].pk),),
                supports=(Assigned(unit_id=units[(number + 1) % 3].pk),),
            )
            for number in range(1, ENTRIES + 1)
        ]  # fmt: skip
        insert_entries(campaign, "task", new)
        Cadence.objects.create(
            campaign=campaign, event="日调度", every=Cadence.Every.DAY, asks_check_ins=True,
            begins_on=today, freeze_days=1, remind_before=[6], remind_after=[6], due_minute=17 * 60,
        )  # fmt: skip
        for days in range(1, 4):
            unit = units[days % 3]
            directive = NewDirective(
                campaign_id=campaign.pk, unit_id=unit.pk, title=f"{title}第{days}号",
                requirement="按期办结并书面反馈。", limit_on=today + timedelta(days=days), source="lamp",
            )  # fmt: skip
            issue(world.actor("office"), directive)
    return {}


def forward(folder: Path, hours: float) -> None:
    """Let hours pass."""
    clock = Clock(folder)
    clock.put(clock.added() + hours * 3600)


def stage(sheet: str) -> dict[str, Any]:
    """Stage a sheet of people and sign in who loaded it; the same name gives the same one."""
    from django.test import Client

    from guatu.accounts.actions import intakes
    from guatu.accounts.models import Account, Intake
    from guatu.accounts.queries import actor_of
    from guatu.core.documents import Document
    from guatu.core.grids import rows_of, under_head

    account = Account.objects.get(username="unit_admin")
    row = Intake.objects.filter(file_name=sheet).first()
    if row is None:
        lines = "".join(
            f"{LOADED}{sheet}{n},区财政局,{sheet}科{n}号,联络员,,2026-03-01,,{sheet}.{n}\n"
            for n in range(PEOPLE)
        )
        text = "姓名,单位,岗位,层级,角色,任职起,任职止,用户名\n" + lines
        headed = under_head(rows_of(Document(text=text)), intakes.HEADS["people"])
        assert headed is not None
        actor = actor_of(account, FIRST_DAY)
        row = intakes.stage(actor, "people", headed, file_name=sheet, payload=text.encode())
    client = Client()
    client.force_login(account)
    return {"sheet": row.pk, "session": client.cookies["guatu_session"].value}


def live(folder: Path, turns: int, hours: float) -> None:
    """Let turns pass with nothing killed, all work done in this process as it falls due."""
    from guatu.accounts.models import Account, Intake
    from guatu.accounts.queries import actor_of
    from guatu.accounts.works import ask_to_apply
    from guatu.jobs.worker import Worker

    worker = Worker(folder=folder / "workers")
    account = Account.objects.get(username="unit_admin")
    work_all_off(worker)
    for turn in range(turns):
        sheet = Intake.objects.get(pk=stage(f"s{turn:03d}")["sheet"])
        forward(folder, hours)
        ask_to_apply(actor_of(account, FIRST_DAY), sheet, 1)
        work_all_off(worker)


def work_all_off(worker: Any) -> None:
    while not is_idle():
        worker.work_off()


def is_idle() -> bool:
    """Say whether all that is due by now was asked for and has ended."""
    from django.utils import timezone

    from guatu.jobs.models import Job
    from guatu.jobs.works import all_due

    now = timezone.now()
    wanted = {(due.work, due.key) for due in all_due(now) if due.due_at <= now}
    known = set(Job.objects.values_list("work", "key"))
    return wanted <= known and not Job.objects.filter(state__in=["waiting", "running"]).exists()


def picture() -> dict[str, list[Any]]:
    """Return what the works left, without the keys and moments that differ from house to house."""
    return {**rounds(), **told(), "sheets": sheets(), "acts": acts(), "jobs": jobs()}


def rounds() -> dict[str, list[Any]]:
    from guatu.dispatch.models import CheckIn, EntryState, Round, RoundSum, UnitState
    from guatu.ledgers.models import Entry

    spans = ("from_round__slug", "to_round__slug", "to_ordinal")
    return {
        "rounds": listed(Round, "slug", "starts_on", "state", "due_at", "is_missed"),
        "check_ins": listed(CheckIn, "round__slug", "entry__title", "unit__name", "role"),
        "entry_states": listed(EntryState, "entry__title", *spans, "lamp", "stage"),
        "unit_states": listed(UnitState, "unit__name", *spans),
        "sums": listed(RoundSum, "round__slug", "unit__name", "asked", "received", "lamps"),
        "lamps": listed(Entry, "title", "lamp", "lamp_reason__rule"),
    }


def told() -> dict[str, list[Any]]:
    from django.db.models import Count, Q

    from guatu.dispatch.models import RoundReminder
    from guatu.notices.models import Notice
    from guatu.supervision.models import DirectiveEscalation

    step = ("round__slug", "step", "unit__name", "still_open")
    loaded = Q(copies__person__name__startswith=LOADED)  # these come before or after a reminder
    notices = Notice.objects.annotate(people=Count("copies", filter=~loaded))
    return {
        "reminders": listed(RoundReminder, *step),
        "escalations": listed(DirectiveEscalation, "directive__title", "cause", "limit_on"),
        "notices": sorted(map(str, notices.values_list("sort", "subject", "text", "people"))),
    }


def sheets() -> list[Any]:
    """Return of each sheet its state and how many of its people have an account, a person and a post."""
    from guatu.accounts.models import Account, Appointment, Intake

    rows = Intake.objects.order_by("file_name").values_list("file_name", "state")
    return [
        [
            name,
            state,
            Account.objects.filter(username__startswith=f"{name}.").count(),
            Appointment.objects.filter(person__name__startswith=f"{LOADED}{name}").count(),
        ]
        for name, state in rows
    ]


def acts() -> list[Any]:
    """Return how many rounds and directives each act was recorded of, and each loading of people."""
    from guatu.audit.models import AuditEvent

    found: Counter[str] = Counter()
    for act, details in AuditEvent.objects.values_list("act", "details"):
        if act.startswith(("round.", "directive.", "intake.", "people.")):
            found[act] += details.get("count", 1) if act == "round.close" else 1
    return sorted(found.items())


def jobs() -> list[Any]:
    """Return how often each work ran to its end by the clock or by hand, and what did not."""
    from guatu.jobs.models import Job

    kept = ("dispatch.", "supervision.", "accounts.")
    found = Counter(
        (work, state)
        for work, state in Job.objects.values_list("work", "state")
        if work.startswith(kept) or state != "done"
    )
    return sorted([work, state, n] for (work, state), n in found.items())


def listed(model: Any, *columns: str) -> list[str]:
    return sorted(str(tuple(map(str, row))) for row in model.objects.values_list(*columns))
