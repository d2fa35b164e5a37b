"""A sheet deep in 10,000 entries against Django's own paginator over prefetched rows, on SQLite."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "10000"))
ROUNDS = 7
BUDGET_SHARE = 1.0  # of the peer's time: the sheet counts lamps too, and must still not be slower
BUDGET_SECONDS = 0.5

folder = tempfile.TemporaryDirectory(prefix="guatu-bench-")
os.environ["GUATU_DATA"] = folder.name
os.environ["GUATU_SECRET_KEY"] = "bench" * 10
os.environ["DJANGO_SETTINGS_MODULE"] = "guatu.config.settings"

import django  # noqa: E402 the environment comes first

django.setup()

from django.core.paginator import Paginator  # noqa: E402
from django.utils import timezone  # noqa: E402

from guatu.accounts.models import Unit  # noqa: E402
from guatu.campaigns.models import Campaign  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import Actor, ActorKind, Grant, Role  # noqa: E402
from guatu.core.paths import child_path  # noqa: E402
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kinds  # noqa: E402
from guatu.ledgers.models import Entry  # noqa: E402
from guatu.ledgers.queries import Filters, Scope, ledgers_of, sheet_page  # noqa: E402
from guatu.ledgers.queries.paging import write_cursor  # noqa: E402

PAGE = 100


def prepare() -> tuple[Scope, list[Unit]]:
    """Fill a ledger: two lead units and four supporting ones an entry, of sixty."""
    district = Unit.objects.create(name="区", kind="government", path="0001")
    units = [
        Unit.objects.create(
            name=f"单位{n}",
            kind="department",
            parent=district,
            path=child_path("0001", n),
            official_order=n,
        )
        for n in range(1, 61)
    ]
    campaign = Campaign.objects.create(
        slug="bench",
        title="行动",
        unit=district,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        created_at=timezone.now(),
    )
    install_kinds()
    new = [
        NewEntry(
            title=f"事项{n}",
            leads=tuple(Assigned(unit_id=units[(n * 7 + k) % 60].pk) for k in range(2)),
            supports=tuple(Assigned(unit_id=units[(n * 11 + k) % 60].pk) for k in range(4)),
            due_on=date(2026, 1, 1) + timedelta(days=n % 360),
        )
        for n in range(ENTRIES)
    ]
    insert_entries(campaign, "task", new)
    ((ledger, kind),) = ledgers_of(campaign)
    return Scope(campaign=campaign, ledger=ledger, kind=kind), [district, *units]


def actor(unit: Unit) -> Actor:
    grant = Grant(
        role=Role.LIAISON, post_id=1, unit_id=unit.pk, unit_path=unit.path, scope_path=unit.path
    )
    return Actor(kind=ActorKind.PERSON, person_id=1, account_id=1, grants=(grant,))


def peer(scope: Scope) -> None:
    """Read the page as a Django list page usually does: everything visible, COUNT and OFFSET."""
    entries = (
        Entry.objects.filter(ledger=scope.ledger)
        .select_related("unit")
        .prefetch_related("duties__unit")
        .order_by("position", "pk")
    )
    page = Paginator(entries, PAGE).page(ENTRIES * 9 // 10 // PAGE)
    for entry in page:
        _ = [duty.unit.name for duty in entry.duties.all()]


def timed(work: Callable[[], object]) -> float:
    work()
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> int:
    make_tables()
    scope, (district, *units) = prepare()
    deep = Entry.objects.order_by("position", "pk")[ENTRIES * 9 // 10]
    after = write_cursor((deep.position, deep.pk))
    usual = timed(lambda: peer(scope))
    print(f"paginator with prefetch, page {ENTRIES * 9 // 10 // PAGE}: {usual * 1000:.1f} ms")
    worst = 0.0
    for name, unit in (("the whole district", district), ("one unit of sixty", units[0])):
        for sort in ("plan", "due", "lamp"):
            cursor = after if sort == "plan" else ""
            who = actor(unit)

            def page(who: Actor = who, sort: str = sort, cursor: str = cursor) -> object:
                return sheet_page(who, scope, filters=Filters(), sort=sort, after=cursor)

            seconds = timed(page)
            worst = max(worst, seconds)
            print(f"sheet by {sort}, seen by {name}: {seconds * 1000:.1f} ms")
            if sort == "plan" and unit is district and seconds > usual * BUDGET_SHARE:
                print(f"above the aim: {seconds / usual:.2f} times the paginator")
    if worst > BUDGET_SECONDS:
        print(f"above the aim: {worst:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
