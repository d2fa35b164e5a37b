"""The chained record against a plain audit table: recording and reading back, in one run, on SQLite."""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

ACTS = int(os.environ.get("BENCH_ACTS", "2000"))
ROUNDS = 5
BUDGET_RECORD = 6.0  # times the plain insert: two rows, a lock and an update instead of one row
BUDGET_MEMORY = 40  # MB that verification may add, however long the record is

folder = tempfile.TemporaryDirectory(prefix="guatu-bench-")
os.environ["GUATU_DATA"] = folder.name
os.environ["GUATU_SECRET_KEY"] = "bench" * 10
os.environ["DJANGO_SETTINGS_MODULE"] = "guatu.config.settings"

import django  # noqa: E402 the environment comes first

django.setup()

from django.db import connection, models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from guatu.accounts.models import Unit  # noqa: E402
from guatu.audit.actions import Change, record  # noqa: E402
from guatu.audit.reading import verify_record  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import SYSTEM  # noqa: E402


class PlainAudit(models.Model):
    """An ordinary audit table, written as such packages do: one row an act, by the ORM."""

    occurred_at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    act = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        app_label = "audit"
        indexes = [models.Index(fields=["object_type", "object_id"], name="plain_object")]

    def __str__(self) -> str:
        return self.act


def before_and_after(n: int) -> tuple[dict[str, object], dict[str, object]]:
    return {"title": "修建水渠", "progress": n}, {"title": "修建水渠", "progress": n + 1}


def chained(unit: Unit, count: int) -> None:
    for n in range(count):
        before, after = before_and_after(n)
        with transaction.atomic():
            record(
                SYSTEM, "entry.edit", of=unit, changes=[Change.of(unit, before=before, after=after)]
            )


def plain(unit: Unit, count: int) -> None:
    for n in range(count):
        before, after = before_and_after(n)
        with transaction.atomic():
            PlainAudit.objects.create(
                occurred_at=timezone.now(), actor="guatu", act="entry.edit",
                object_type="accounts.unit", object_id=str(unit.pk), before=before, after=after,
            )  # fmt: skip


def read_plain() -> None:
    for _row in PlainAudit.objects.order_by("pk").iterator():
        pass


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def main() -> int:
    make_tables()
    with connection.schema_editor() as editor:
        editor.create_model(PlainAudit)
    unit = Unit.objects.create(name="区财政局", kind=Unit.Kind.DEPARTMENT, path="0001")
    share = ACTS // ROUNDS
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turns, so that both meet the same machine
        theirs.append(seconds(lambda: plain(unit, share)))
        ours.append(seconds(lambda: chained(unit, share)))
    ratio = statistics.median(ours) / statistics.median(theirs)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    verified = seconds(assert_intact)
    added = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    read = seconds(read_plain)
    print(f"acts                 {ACTS}, one change each, one transaction each")
    print(f"plain insert         {share / statistics.median(theirs):8.0f} acts/s")
    print(
        f"chained record       {share / statistics.median(ours):8.0f} acts/s   {ratio:.2f} times as long"
    )
    print(f"plain read           {ACTS / read:8.0f} rows/s")
    print(
        f"chained verification {ACTS / verified:8.0f} acts/s   {verified / read:.1f} times as long"
    )
    print(f"memory added by verification {added} MB")
    return 0 if ratio <= BUDGET_RECORD and added <= BUDGET_MEMORY else 1


def assert_intact() -> None:
    if not verify_record().is_intact:
        sys.exit("the record is broken")


if __name__ == "__main__":
    sys.exit(main())
