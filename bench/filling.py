"""Fills an installation for bench/requests.py, lights its lamps twice, and prints what was made."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta

ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 0
if not ENTRIES:  # `make bench` runs every file here; this one is a part of requests.py
    sys.exit(0)

import django  # noqa: E402 the environment comes first

django.setup()

from district import Size, build  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from guatu.accounts.models import Account  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import SYSTEM  # noqa: E402
from guatu.dispatch.actions.lamps import recompute_lamps  # noqa: E402
from guatu.dispatch.models import CheckIn  # noqa: E402
from guatu.ledgers.models import Entry  # noqa: E402


def session_of(account: Account) -> str:
    """Return the key of a session in which the account is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return str(store.session_key)


class Counter:
    """Counts statements."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN204 Django's form
        self.count += 1
        return execute(sql, params, many, context)


def light(campaign: object, words: str) -> None:
    today, counter, began = timezone.localdate(), Counter(), time.perf_counter()
    with connection.execute_wrapper(counter):
        changed = recompute_lamps(SYSTEM, campaign, today)  # type: ignore[arg-type]
    seconds = time.perf_counter() - began
    print(
        f"lamps of {ENTRIES} entries, {words}: {seconds:.1f} s, {counter.count} statements, {changed} changed"
    )


def settle_history() -> None:
    """Spread the days on which lamps turned over half a year: one in twelve in the last fortnight."""
    day = timezone.localdate()
    with connection.cursor() as cursor:
        for back in range(180):
            cursor.execute(
                "UPDATE ledgers_entrylamp SET since = %s WHERE (entry_id * 37) %% 180 = %s",
                [day - timedelta(days=back), back],
            )
        cursor.execute(
            "UPDATE dispatch_entrystate SET lamp ="
            " (SELECT e.lamp FROM ledgers_entry e WHERE e.id = entry_id)"
            " WHERE (entry_id * 37) %% 180 > 14",
            [],
        )
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def main() -> None:
    make_tables()
    began = time.perf_counter()
    made = build(Size(entries=ENTRIES), timezone.localdate())
    seconds = time.perf_counter() - began
    print(
        f"{connection.vendor}: {Entry.objects.count()} entries, {CheckIn.objects.count()} check-ins"
        f" of a year, made in {seconds:.0f} s"
    )
    light(made.campaign, "all for the first time")
    light(made.campaign, "again on the same day")
    settle_history()
    keys = {name: session_of(account) for name, account in made.accounts.items()}
    print(json.dumps({**keys, "entry": Entry.objects.order_by("pk")[50].pk}))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guatu.config.settings")
main()
