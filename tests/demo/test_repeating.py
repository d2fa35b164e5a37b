"""The demo loads the same however often, whole or not at all, and never over somebody's own data."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from demos import digests, load, loaded
from django.db import transaction
from django.utils import timezone
from objects import make_objects
from pytest_django.plugin import DjangoDbBlocker
from worlds import World, make_unit

from guatu.accounts.models import Unit
from guatu.audit.models import AuditChange, AuditEvent, PrivateValue
from guatu.campaigns.models import Campaign, Phase
from guatu.demo import loading
from guatu.demo.installed import empty_demo, standing
from guatu.demo.planned import Confirmed
from guatu.dispatch.models import CheckIn
from guatu.ledgers.models import Entry
from guatu.planning.models import DraftItem

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def first(
    django_db_setup: None,  # noqa: ARG001 the database must be there
    django_db_blocker: DjangoDbBlocker,
    kept: Path,
) -> dict[str, tuple[int, str]]:
    """Return the digest of the load that other tests look at, of another process perhaps."""
    with django_db_blocker.unblock(), loaded(kept):
        return digests()


def test_two_loads_are_alike_row_by_row(first: dict[str, tuple[int, str]]) -> None:
    load()

    assert digests() == first


def test_another_day_lays_another_year() -> None:
    later = date(2027, 2, 10)

    with transaction.atomic():
        laying = load(later, weeks=1)
        campaign = Campaign.objects.get(parent__isnull=True)
        phases = list(Phase.objects.filter(campaign=campaign).values_list("starts_on", "ends_on"))
        due_today = Entry.objects.filter(due_on=later, closed_on__isnull=True).exists()
        transaction.set_rollback(True)

    assert laying.months == 4
    assert (campaign.starts_on, campaign.ends_on) == (date(2026, 5, 16), date(2027, 4, 30))
    assert "4" in campaign.title
    assert phases[0] == (date(2026, 5, 16), date(2026, 6, 10))
    assert due_today


def test_a_load_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(confirmed: Confirmed, *_args: object, **_options: object) -> None:
        raise RuntimeError(confirmed.campaign.slug)

    monkeypatch.setattr(loading, "simulate_campaign", fail)

    with pytest.raises(RuntimeError, match="linlan-2026"):
        load()

    assert not Unit.objects.exists()
    assert not Campaign.objects.exists()
    assert standing().is_empty


def test_a_persons_act_is_seen_and_coming_and_going_is_not() -> None:
    AuditEvent.objects.create(**event(1, "demo.load", "system", {"today": "2026-11-25"}))
    AuditEvent.objects.create(**event(2, "session.start", "person", {}))
    before = standing().is_touched
    AuditEvent.objects.create(**event(3, "entry.edit", "person", {}))

    assert not before
    assert standing().is_touched


@pytest.mark.parametrize(("act", "touched"), [("account.create", True), ("lamp.recompute", False)])
def test_a_command_is_seen_and_the_worker_is_not(act: str, touched: bool) -> None:  # noqa: FBT001 a case
    AuditEvent.objects.create(**event(1, "demo.load", "system", {"today": "2026-11-25"}))
    AuditEvent.objects.create(**event(2, act, "system", {}))

    assert standing().is_touched is touched


def test_a_saved_draft_and_a_decision_are_seen(world: World) -> None:
    loaded = event(1, "demo.load", "system", {"today": "2026-11-25"})
    objects = make_objects(world)
    PrivateValue.objects.all().delete()
    AuditChange.objects.all().delete()
    AuditEvent.objects.all().delete()
    AuditEvent.objects.create(**loaded | {"occurred_at": timezone.now()})
    untouched = standing().is_touched
    row = CheckIn.objects.filter(state="draft", version=1).first()
    assert row is not None
    CheckIn.objects.filter(pk=row.pk).update(saved_at=timezone.now(), version=2)
    saved = standing().is_touched
    CheckIn.objects.filter(pk=row.pk).update(version=1)
    DraftItem.objects.filter(pk=objects.arguments["item_id"]).update(decided_at=timezone.now())

    assert (untouched, saved, standing().is_touched) == (False, True, True)


def event(number: int, act: str, kind: str, details: dict[str, str]) -> dict[str, object]:
    return {
        "number": number,
        "occurred_at": "2026-11-25T00:00:00Z",
        "algorithm": "sha256",
        "actor_kind": kind,
        "act": act,
        "change_count": 0,
        "details": details,
        "hash": str(number),
    }


def test_somebodys_own_data_is_never_emptied() -> None:
    make_unit("青溪区", kind=Unit.Kind.GOVERNMENT)

    with pytest.raises(ValueError, match="does not hold the demo"):
        empty_demo()

    assert not standing().is_empty
    assert not standing().is_demo
    assert Unit.objects.count() == 1
