"""A long plan from its file to its stored draft, on SQLite, against reading it alone."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

folder = tempfile.TemporaryDirectory(prefix="guatu-bench-")
os.environ["GUATU_DATA"] = folder.name
os.environ["GUATU_SECRET_KEY"] = "bench" * 10
os.environ["DJANGO_SETTINGS_MODULE"] = "guatu.config.settings"

import django  # noqa: E402 the environment comes first

django.setup()

from guatu.accounts.models import Unit  # noqa: E402
from guatu.config.tables import make_tables  # noqa: E402
from guatu.core.actors import Actor, ActorKind, Grant, Role  # noqa: E402
from guatu.core.planreading import read_plan  # noqa: E402
from guatu.interchange.documents import read_document  # noqa: E402
from guatu.planning.actions import NewPlan, load_plan  # noqa: E402
from guatu.planning.models import DraftItem  # noqa: E402

BUDGET_SECONDS = 2.0  # from the file to its draft
ROUNDS = 3
PLAN = Path(__file__).resolve().parents[1] / "src/guatu/demo/plans/linlan-2026-action-plan.txt"


def least(function: Callable[[int], object]) -> float:
    """Give the least wall time of some runs, each with a number of its own."""
    taken = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        function(number)
        taken.append(time.perf_counter() - began)
    return min(taken)


def main() -> int:
    """Print both; fail if the budget is overrun."""
    make_tables()
    district = Unit.objects.create(name="区", kind="government", path="0001")
    path = district.path
    grant = Grant(
        role=Role.CAMPAIGN_OFFICE, post_id=1, unit_id=district.pk, unit_path=path, scope_path=path
    )
    actor = Actor(kind=ActorKind.PERSON, person_id=1, account_id=1, grants=(grant,))
    text = PLAN.read_text("utf-8")

    def load(number: int) -> None:
        payload = text.replace("2026年", f"20{30 + number}年").encode()
        document = read_document(payload, name="plan.txt")
        read = read_plan(document.text, document.tables)
        new = NewPlan(read=read, document=document, unit=district, payload=payload)
        load_plan(actor, new)

    whole, alone = least(load), least(lambda _: read_plan(text))
    items = DraftItem.objects.count() // ROUNDS
    print(f"loaded     {whole * 1000:8.0f} ms   {len(text)} characters, {items} items stored")
    print(f"read alone {alone * 1000:8.0f} ms   the same in memory, nothing kept")
    print(
        f"budget     {BUDGET_SECONDS * 1000:8.0f} ms   {'kept' if whole <= BUDGET_SECONDS else 'BROKEN'}"
    )
    return int(whole > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
