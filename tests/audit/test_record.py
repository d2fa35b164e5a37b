"""One act, one chained row."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from worlds import World

from guatu.audit.actions import Change, plain, record
from guatu.audit.errors import ChainBroken, OutsideTransaction
from guatu.audit.models import AuditChange, AuditEvent, ChainHead, PrivateValue
from guatu.core.actors import SYSTEM
from guatu.core.chain import GENESIS, NotCanonical

pytestmark = pytest.mark.django_db


def test_acts_are_chained_onto_each_other(world: World) -> None:
    first = record(world.actor("office"), "unit.rename", of=world.finance)
    second = record(SYSTEM, "lamp.recompute", details={"rows": 3})

    assert first.previous_hash == GENESIS
    assert second.previous_hash == first.hash
    assert ChainHead.objects.get().hash == second.hash
    assert AuditEvent.objects.get(number=1).object_label == world.finance.name


def test_private_fields_stand_as_digests(world: World) -> None:
    change = Change.of(
        world.finance,
        before=None,
        after={"name": "某户", "code": "A-1"},
        private=frozenset({"name"}),
    )
    event = record(world.actor("office"), "unit.create", of=world.finance, changes=[change])

    row = AuditChange.objects.get(event=event)
    assert row.after["code"] == "A-1"
    assert "某户" not in str(row.after)
    kept = PrivateValue.objects.get(event=event)
    assert (kept.side, kept.field, kept.value) == ("after", "name", "某户")


def test_many_changes_are_one_act_and_few_queries(
    world: World, django_assert_max_num_queries: object
) -> None:
    changes = [Change.of(world.finance, before={"n": n}, after={"n": n + 1}) for n in range(1200)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        event = record(SYSTEM, "entry.import", changes=changes)

    assert event.changes.count() == 1200


def test_a_refused_act_leaves_no_row(world: World) -> None:
    with pytest.raises(NotCanonical), transaction.atomic():
        record(SYSTEM, "x.y", changes=[Change.of(world.finance, after={"share": 0.1})])

    assert not AuditEvent.objects.exists()


def test_a_value_cannot_pass_for_a_private_one(world: World) -> None:
    with pytest.raises(NotCanonical):
        Change.of(world.finance, after={"name": {"$private": "00"}})


def test_a_deleted_head_stops_the_record() -> None:
    record(SYSTEM, "a.b")
    ChainHead.objects.all().delete()

    with pytest.raises(ChainBroken):
        record(SYSTEM, "a.b")


def test_plain_gives_keys_of_foreign_rows_and_iso_dates(world: World) -> None:
    expected = {"parent": world.district.pk, "valid_from": None, "kind": "department"}

    assert plain(world.finance, "parent", "valid_from", "kind") == expected


@pytest.mark.django_db(transaction=True)
def test_an_act_outside_a_transaction_is_refused() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(OutsideTransaction):
        record(SYSTEM, "a.b")
