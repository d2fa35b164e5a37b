"""Loading the demo for tests: few rounds, cheap passwords, and a digest of what it wrote."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Model
from django.test import override_settings

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Observation, Target
from guatu.demo.laying import Laying, lay
from guatu.demo.loading import load_demo
from guatu.dispatch.models import CheckIn, CheckInMove, EntryState, Round
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Duty, Entry, Milestone, PostDuty, StagePassage

TODAY = date(2026, 11, 25)
WEEKS = 4
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# What a load writes, by what is the same in every load: no keys, no moments of writing.
BUSINESS: dict[type[Model], tuple[str, ...]] = {
    Campaign: ("slug", "title", "starts_on", "ends_on", "is_simulated"),
    Entry: (
        "campaign__slug", "position", "title", "unit__name", "stage", "lamp", "starts_on",
        "due_on", "progress", "reported_lamp", "last_said", "reported_at__date", "closed_on",
    ),
    Duty: ("entry__title", "role", "ordinal", "unit__name"),
    PostDuty: ("entry__title", "level", "post__title"),
    Target: ("campaign__slug", "written", "indicator__name", "unit__name", "due_on"),
    Observation: ("indicator__name", "unit__name", "as_of", "series", "mantissa", "amount_fen"),
    Milestone: ("entry__title", "title", "due_on", "outcome", "decided_on"),
    StagePassage: ("entry__title", "from_stage", "to_stage", "passed_on"),
    Round: ("slug", "starts_on", "ends_on", "state"),
    CheckIn: (
        "round__slug", "entry__title", "unit__name", "state", "said", "problem", "outcome",
        "progress", "received_at__date",  # this week's are handed in at the moment of the load
    ),
    CheckInMove: (
        "check_in__entry__title", "from_state", "to_state", "moved_at__date", "reason",
    ),
    EntryState: ("entry__title", "from_ordinal", "to_ordinal", "lamp", "due_on"),
}  # fmt: skip


def digests() -> dict[str, tuple[int, str]]:
    """Return count and hash of the business rows by model."""
    found = {}
    for model, fields in BUSINESS.items():
        rows = sorted(map(repr, model._default_manager.values_list(*fields)))
        found[model.__name__] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def load(today: date = TODAY, *, weeks: int = WEEKS) -> Laying:
    with override_settings(PASSWORD_HASHERS=QUICK):
        install_kinds()
        install_measures()
        return load_demo(today, weeks=weeks)


@contextmanager
def loaded(kept: Path) -> Iterator[Laying]:
    """Let the tests' connection see the loaded demo: the one kept in a file, if there is one.

    On SQLite the load is made once, whoever needs it first, and copied from then on; no
    transaction may be open, or the copy would wait for its end.
    """
    assert not connection.in_atomic_block
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield load()
            transaction.set_rollback(True)
        return
    own = connection.connection
    with closing(copied(own if not kept.exists() else kept)) as other:
        connection.connection = other
        try:
            if kept.exists():
                yield lay(TODAY)
            else:
                laying = load()
                keep(other, kept)
                yield laying
        finally:
            connection.connection = own


def copied(source: Path | sqlite3.Connection) -> sqlite3.Connection:
    """Return a database in memory of its own that holds what another one does."""
    parameters = connection.get_connection_params() | {"database": ":memory:"}
    other: sqlite3.Connection = connection.get_new_connection(parameters)
    other.isolation_level = None  # Django begins and ends transactions itself
    if isinstance(source, Path):
        with closing(sqlite3.connect(source)) as file:
            file.backup(other)
    else:
        source.backup(other)
    return other


def keep(database: sqlite3.Connection, kept: Path) -> None:
    """Write a database to a file; whoever looks meanwhile finds none or a whole one."""
    unfinished = kept.with_suffix(f".{id(database)}")
    with closing(sqlite3.connect(unfinished)) as file:
        database.backup(file)
    unfinished.rename(kept)
