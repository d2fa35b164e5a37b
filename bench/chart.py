"""The progress chart of 300 lines against the same bars from model objects and Django's own templates."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta

LINES = 300
NODES = 4
ROUNDS = 7
PICTURE_BUDGET_MS = 50.0  # of CPU: the lines' values to the picture
PAGE_BUDGET_SHARE = (
    1.0  # of the peer's CPU, though the page has columns, filters, totals and labels too
)

folder = tempfile.TemporaryDirectory(prefix="guatu-bench-")
os.environ["GUATU_DATA"] = folder.name
os.environ["GUATU_SECRET_KEY"] = "bench" * 10
os.environ["GUATU_PLAIN_HTTP"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "guatu.config.settings"

import django  # noqa: E402 the environment comes first

django.setup()

from django.template import Context, Engine  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from guatu.accounts.models import Account, Appointment, Person, Post, Unit  # noqa: E402
from guatu.campaigns.models import Campaign  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import SYSTEM, Role  # noqa: E402
from guatu.core.chart import Zoom  # noqa: E402
from guatu.ledgers.actions import (  # noqa: E402
    Assigned,
    NewEntry,
    NewMilestone,
    insert_entries,
    install_kinds,
)
from guatu.ledgers.models import Entry, PostDuty  # noqa: E402
from guatu.ledgers.queries import ledgers_of, visible_scope  # noqa: E402
from guatu.overview.chartdrawing import picture, screen_look  # noqa: E402
from guatu.overview.queries.chart import Grouping, Wanted, chart_lines  # noqa: E402

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
PEER = """<table>{% for e in entries %}<tr><td>{{ e.lamp }}</td><td>{{ e.number }} {{ e.title }}</td>
<td>{{ e.unit.name }}
{% for d in e.post_duties.all %}{% for a in d.post.appointments.all %}{{ a.person.name }}{% endfor %}{% endfor %}</td>
<td>{{ e.due_on|date:"n月j日" }}</td><td><svg width="730" height="46">
{% for x in months %}<line x1="{{ x }}" y1="0" x2="{{ x }}" y2="46"/>{% endfor %}
<rect x="{{ e.bar.0 }}" y="17" width="{{ e.bar.1 }}" height="12"/>
{% for m in e.marks %}<path d="M{{ m.0 }} 17l6 6-6 6-6-6z"><title>{{ m.1 }}</title></path>{% endfor %}
</svg></td></tr>{% endfor %}</table>"""


def prepare() -> tuple[Campaign, Account]:
    """Fill a campaign: dated lines of sixty units, each with milestones and a leader."""
    district = Unit.objects.create(name="区", kind="government", path="0001")
    units = [
        Unit.objects.create(name=f"单位{n}", kind="department", parent=district,
                            path=f"0001{n:04}", official_order=n)
        for n in range(1, 61)
    ]  # fmt: skip
    now = timezone.now()
    person = Person.objects.create(name="某领导", created_at=now)
    post = Post.objects.create(unit=district, role=Role.LEADER, title="副区长", scope=district)
    Appointment.objects.create(person=person, post=post, started_on=FIRST, created_at=now)
    account = Account.objects.create_user("bench", "bench" * 4, person=person, created_at=now)
    campaign = Campaign.objects.create(
        slug="bench", title="行动", unit=district, starts_on=FIRST, ends_on=LAST, created_at=now
    )
    install_kinds()
    put(campaign, post, units, range(LINES))
    return campaign, account


def put(campaign: Campaign, post: Post, units: Sequence[Unit], numbers: range) -> None:
    """Put lines of these numbers into the campaign."""
    new = [
        NewEntry(
            title=f"事项{n}：建设标准厂房及配套设施",
            number=str(n),
            leads=(Assigned(unit_id=units[n % 60].pk),),
            starts_on=FIRST + timedelta(days=n % 90),
            due_on=FIRST + timedelta(days=120 + n % 240),
            milestones=tuple(
                NewMilestone(
                    title=f"第{k}季度节点",
                    due_on=FIRST + timedelta(days=80 * k + n % 40),
                    kind="node",
                )
                for k in range(1, NODES + 1)
            ),
        )
        for n in numbers
    ]
    entries = insert_entries(campaign, "task", new)
    PostDuty.objects.bulk_create(
        PostDuty(entry=entry, post=post, level=PostDuty.Level.LEADER) for entry in entries
    )


def peer() -> str:
    """Draw the rows as one usually would: objects with their relations, a template of Django's."""
    days = (LAST - FIRST).days + 1
    entries = list(
        Entry.objects.select_related("unit")
        .prefetch_related("milestones", "post_duties__post__appointments__person")
        .order_by("unit__official_order", "position")
    )
    for entry in entries:
        left = ((entry.starts_on or FIRST) - FIRST).days / days * 730
        right = ((entry.due_on or LAST) - FIRST).days / days * 730
        entry.bar = (round(left, 2), round(right - left, 2))
        entry.marks = [
            (round((m.due_on - FIRST).days / days * 730, 2), m.title)
            for m in entry.milestones.all()
        ]
    months = [round(n * 730 / 12, 2) for n in range(12)]
    return Engine().from_string(PEER).render(Context({"entries": entries, "months": months}))


def cpu_ms(work: Callable[[], object]) -> float:
    work()
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def main() -> int:
    make_tables()
    translation.activate("zh-hans")
    campaign, account = prepare()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(account)
    scope = visible_scope(SYSTEM, campaign.slug, "all")
    kinds = {kind.code: kind for _ledger, kind in ledgers_of(campaign)}
    wanted, today = Wanted(grouping=Grouping.UNIT), date(2026, 6, 18)

    def read() -> object:
        return chart_lines(SYSTEM, scope, wanted=wanted, kinds=list(kinds.values()), today=today)

    lines = chart_lines(SYSTEM, scope, wanted=wanted, kinds=list(kinds.values()), today=today)

    def draw() -> object:
        look = screen_look(Zoom.WHOLE, 1.0)
        return picture(campaign, lines, look, grouping=wanted.grouping, kinds=kinds, today=today)

    def page() -> object:
        response = client.get("/chart/bench/?group=unit")
        if response.status_code != 200 or response.content.count(b"bar-link") != LINES:  # noqa: PLR2004
            raise SystemExit("the page does not show all lines")
        return response

    usual, drawn, whole = cpu_ms(peer), cpu_ms(draw), cpu_ms(page)
    print(f"objects in Django's templates, rows alone: {usual:.0f} CPU ms")
    print(f"lines read as values: {cpu_ms(read):.0f} CPU ms")
    print(f"their picture: {drawn:.0f} CPU ms")
    print(f"the whole page: {whole:.0f} CPU ms")
    if drawn > PICTURE_BUDGET_MS or whole > usual * PAGE_BUDGET_SHARE:
        print("above the aim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
