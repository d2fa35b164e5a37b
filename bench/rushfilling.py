"""Fills an installation for bench/rush.py, opens its weekly round, and prints what was made."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import date, timedelta

ENTRIES, UNITS = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (0, 0)  # noqa: PLR2004
if not ENTRIES:  # `make bench` runs every file here; this one is a part of rush.py
    sys.exit(0)

import django  # noqa: E402 the environment comes first

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guatu.config.settings")
django.setup()

from district import Size, build  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F, OuterRef, Subquery  # noqa: E402
from django.utils import timezone  # noqa: E402

from guatu.accounts.models import Account, Appointment, Person, Post, Unit  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import SYSTEM, Role  # noqa: E402
from guatu.dispatch.actions import open_round  # noqa: E402
from guatu.dispatch.models import CheckIn, CheckInMove, EntryState, Round  # noqa: E402
from guatu.ledgers.models import Entry, EntryLamp  # noqa: E402


def session_of(account: Account) -> str:
    """Return the key of a session in which the account is signed in."""
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def liaisons(units: list[Unit]) -> list[Account]:
    """Make a liaison of each unit."""
    now = timezone.now()
    accounts = []
    for unit in units:
        post = Post.objects.create(unit=unit, title="联络员", role=Role.LIAISON, scope=unit)
        person = Person.objects.create(name="联络员", created_at=now)
        Appointment.objects.create(
            person=person, post=post, started_on=date(2020, 1, 1), created_at=now
        )
        accounts.append(
            Account.objects.create(username=f"u{unit.pk}", person=person, created_at=now)
        )
    return accounts


def stood_the_week_before() -> None:
    """Let all but one entry in thirty have stood, when last week was frozen, as they stand now."""
    same = EntryLamp.objects.annotate(rest=F("entry") % 30).exclude(rest=0).order_by()
    same.update(since=timezone.localdate() - timedelta(days=30))
    lamp = Entry.objects.filter(pk=OuterRef("entry")).order_by().values("lamp")
    states = EntryState.objects.filter(entry__in=same.values("entry"))
    states.update(lamp=Subquery(lamp))


def main() -> None:
    make_tables()
    today = timezone.localdate()
    made = build(Size(entries=ENTRIES, units=UNITS + 1, rounds=8, full_rounds=2, targets=50), today)
    newest = made.open_round  # it is opened here once more, by the act itself
    cadence = newest.cadence
    CheckInMove.objects.filter(check_in__round=newest).delete()
    CheckIn.objects.filter(round=newest).delete()
    Round.objects.filter(pk=newest.pk).delete()
    began, cpu = time.perf_counter(), time.process_time()
    one = open_round(SYSTEM, cadence, today)
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    asked = CheckIn.objects.filter(round=one).count()
    print(
        f"{connection.vendor}: a weekly round for {UNITS} units and {ENTRIES} entries asks for"
        f" {asked} check-ins: opened in {seconds:.1f} s, {used:.1f} s of CPU, {memory} MB at most"
    )
    stood_the_week_before()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    # a short day's rush is no test of lateness: whatever the weekday, the round is open
    units = list(Unit.objects.filter(pk__in=CheckIn.objects.filter(round=one).values("unit")))
    keys = [session_of(account) for account in liaisons(units[:UNITS])]
    lookers = [session_of(made.accounts[name]) for name in ("office", "leader")]
    print(json.dumps({"round": one.pk, "cpu": used, "liaisons": keys, "lookers": lookers}))


main()
