"""What a save and a submit ask of the database: who sees what is asked once, and not row by row."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scenes import MONDAY, Scene, at
from worlds import KeyedClient

from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.works import unlit
from guatu.ledgers.models import EntryLamp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# session, savepoints, key of the request and chain of the record within; PostgreSQL holds the round
DRAFT, SUBMIT = 17, 31


def sent(write: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        write()
    return [query["sql"] for query in queries]


def asks_who_sees(statements: list[str]) -> int:
    """Return how many statements look for the entries that units own or have a duty in."""
    return sum("ledgers_duty" in sql and "accounts_unit" in sql for sql in statements)


def hand_in(client: KeyedClient, one: Round) -> int:
    body = {"part": "mine", "page": "1", "act": "submit"}
    return int(client.post(f"/dispatch/mine/{one.pk}/save", body).status_code)


def test_a_draft_asks_nothing_of_all_entries_and_a_submit_once(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("liaison")
    client.get("/dispatch/mine/")
    rows = [scene.check_in(one, entry) for entry in (scene.project, scene.task)]

    draft = sent(
        lambda: client.post(
            f"/dispatch/check-ins/{rows[0].pk}/draft", {"version": 1, "said": "完成踏勘"}
        )
    )
    submit = sent(lambda: hand_in(client, one))

    assert list(one.check_ins.filter(state="submitted")) == [rows[0]]
    assert (asks_who_sees(draft), asks_who_sees(submit)) == (0, 1)
    assert len(draft) <= DRAFT
    assert len(submit) <= SUBMIT


def test_what_is_not_owed_is_not_there_to_be_handed_in(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("stranger")

    assert hand_in(client, one) == 404
    assert not CheckIn.objects.filter(received_at__isnull=False).exists()


def test_a_frozen_round_takes_nothing(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.project), said="完成踏勘")
    Round.objects.filter(pk=one.pk).update(state=Round.State.FROZEN)

    assert hand_in(scene.world.client("liaison"), one) == 404
    assert not CheckIn.objects.filter(received_at__isnull=False).exists()


def test_new_entries_are_lit_at_once_and_others_within_a_minute(scene: Scene) -> None:
    scene.open()
    first, later = at(MONDAY), at(MONDAY).replace(second=30)
    assert scene.task.pk < scene.project.pk
    assert [*unlit(first), *unlit(later)] == []

    EntryLamp.objects.filter(entry=scene.task).delete()
    assert (list(unlit(first)), list(unlit(later))) == ([(scene.campaign, scene.task.pk)], [])

    EntryLamp.objects.filter(entry=scene.project).delete()
    assert list(unlit(later)) == [(scene.campaign, scene.project.pk)]
