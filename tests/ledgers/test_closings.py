"""销号 of a line: asked with proof, reviewed, checked by a third person; what comes back is a row (T10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.core.kinds import KindError, read_kind
from guatu.ledgers.actions import Passage, Proof
from guatu.ledgers.actions.closings import (
    Check,
    ask_closing,
    reopen_entry,
    return_closing,
    review_closing,
    verify_closing,
    withdraw_closing,
)
from guatu.ledgers.models import Closing, ClosingStep, Entry
from guatu.ledgers.queries import visible_entry
from guatu.ledgers.queries.closings import visible_closing, waiting_closings
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
FILE = Proof(payload="完成情况".encode(), file_name="说明.txt")
State = Closing.State


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def house(people: World) -> World:
    people.add("head", people.finance, Role.APPROVER, title="局长")
    people.add("second", people.district, Role.CAMPAIGN_OFFICE, title="督查室副主任")
    return people


def ask(house: World, entry: Entry, who: str = "liaison", **fields: Any) -> Closing:
    actor = house.actor(who)
    row = visible_entry(actor, entry.pk)
    values: dict[str, Any] = {"proof": FILE, "note": "全部完成"} | fields
    passage = Passage(to_stage="closing", passed_on=TODAY, **values)
    return ask_closing(actor, row, version=row.version, passage=passage, today=TODAY)


def seen(house: World, who: str) -> Closing:
    return visible_closing(house.actor(who), Closing.objects.order_by("-pk")[0].pk)


def review(house: World, who: str = "approver") -> Closing:
    one = seen(house, who)
    return review_closing(house.actor(who), one, version=one.version)


def verify(house: World, who: str = "office", **fields: Any) -> Closing:
    one = seen(house, who)
    values: dict[str, Any] = {"method": "on_site", "proof": FILE} | fields
    return verify_closing(
        house.actor(who), one, version=one.version, check=Check(**values), today=TODAY
    )


def closed(house: World, entry: Entry) -> Entry:
    ask(house, entry)
    review(house)
    verify(house)
    return Entry.objects.get(pk=entry.pk)


def test_asked_reviewed_checked_closed(house: World, entry: Entry) -> None:
    row = closed(house, entry)

    assert (row.stage, row.closed_on) == ("closed", TODAY)
    steps = ClosingStep.objects.order_by("pk")
    assert [(step.to_state, bool(step.evidence)) for step in steps] == [
        ("asked", True),
        ("reviewed", False),
        ("closed", True),
    ]
    assert len({step.person_id for step in steps}) == 3
    acts = ["entry.ask-closing", "entry.review-closing", "entry.verify-closing"]
    assert (
        list(
            AuditEvent.objects.filter(act__in=acts).order_by("number").values_list("act", flat=True)
        )
        == acts
    )


def test_it_is_not_closed_before_the_check(house: World, entry: Entry) -> None:
    ask(house, entry)
    with pytest.raises(InvalidState):
        verify(house)
    review(house)

    assert Entry.objects.get(pk=entry.pk).closed_on is None


def test_nobody_has_two_words_in_one_closing(house: World, entry: Entry) -> None:
    ask(house, entry, "approver")
    with pytest.raises(NotAllowed):
        review(house, "approver")
    review(house, "office")  # in the stead of the lead
    with pytest.raises(NotAllowed):
        verify(house, "office")

    assert verify(house, "second").state == State.CLOSED


@pytest.mark.parametrize("who", ["leader", "assessor", "supporter", "supervisor"])
def test_others_ask_for_nothing(house: World, entry: Entry, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(house, entry, who)


def test_the_liaison_does_not_review_nor_the_unit_check(house: World, entry: Entry) -> None:
    ask(house, entry, "approver")
    with pytest.raises(NotAllowed):
        review(house, "liaison")
    review(house, "head")
    with pytest.raises(NotAllowed):
        verify(house, "head")


def test_the_asking_needs_the_proof_that_the_kind_asks_for(house: World, entry: Entry) -> None:
    with pytest.raises(InvalidState):
        ask(house, entry, proof=None)

    assert not Closing.objects.exists()


def test_two_askings_of_one_line_are_one(house: World, entry: Entry) -> None:
    ask(house, entry)
    with pytest.raises(InvalidState):
        ask(house, entry, "approver")


def test_two_people_closing_one_line_the_second_is_told(house: World, entry: Entry) -> None:
    ask(house, entry)
    review(house)
    one, other = seen(house, "office"), seen(house, "second")
    check = Check(method="documents", proof=FILE)
    verify_closing(house.actor("office"), one, version=one.version, check=check, today=TODAY)

    with pytest.raises(Stale):
        verify_closing(
            house.actor("second"), other, version=other.version, check=check, today=TODAY
        )

    assert ClosingStep.objects.filter(to_state="closed").count() == 1


@pytest.mark.parametrize("who", ["approver", "office"])
def test_what_is_given_back_goes_to_its_work_with_the_reason(
    house: World, entry: Entry, who: str
) -> None:
    ask(house, entry)
    one = seen(house, who)
    with pytest.raises(InvalidState):
        return_closing(house.actor(who), one, version=one.version, reason=" ", today=TODAY)

    return_closing(house.actor(who), seen(house, who), version=1, reason="缺验收单", today=TODAY)

    row = Entry.objects.get(pk=entry.pk)
    assert row.stage == entry.stage
    assert Closing.objects.get().state == State.RETURNED
    assert ClosingStep.objects.get(to_state="returned").note == "缺验收单"
    assert ask(house, entry).state == State.ASKED  # and may be asked for again


def test_an_asking_is_taken_back(house: World, entry: Entry) -> None:
    ask(house, entry)
    one = seen(house, "liaison")

    withdraw_closing(house.actor("liaison"), one, version=one.version, reason="误报", today=TODAY)

    assert Closing.objects.get().state == State.WITHDRAWN
    assert Entry.objects.get(pk=entry.pk).stage == entry.stage


def test_what_came_back_says_so_for_ever(house: World, entry: Entry) -> None:
    row = closed(house, entry)
    office = house.actor("office")
    own = visible_entry(house.actor("approver"), row.pk)
    with pytest.raises(NotAllowed):
        reopen_entry(house.actor("approver"), own, version=own.version, reason="反弹", today=TODAY)

    reopen_entry(
        office, visible_entry(office, row.pk), version=row.version, reason="反弹", today=TODAY
    )
    again = closed(house, entry)

    assert (again.reopened_count, again.closed_on) == (1, TODAY)
    assert list(Closing.objects.order_by("pk").values_list("state", flat=True)) == [
        "reopened",
        "closed",
    ]
    page = house.client("liaison").get(reverse("ledgers:entry", args=[entry.pk])).content.decode()
    assert "↺" in page


def test_the_queue_holds_what_waits_for_ones_word(house: World, entry: Entry) -> None:
    ask(house, entry, "approver")

    waiting = {who: waiting_closings(house.actor(who)).count() for who in WHO}
    assert waiting == {"approver": 0, "head": 1, "liaison": 0, "office": 0, "supervisor": 0}
    review(house, "head")
    waiting = {who: waiting_closings(house.actor(who)).count() for who in WHO}
    assert waiting == {"approver": 0, "head": 0, "liaison": 0, "office": 1, "supervisor": 0}


WHO = ("approver", "head", "liaison", "office", "supervisor")


def test_the_pages_take_a_line_from_asking_to_closed(house: World, entry: Entry) -> None:
    page = reverse("ledgers:entry-closing", args=[entry.pk])

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("说明.txt", "完成".encode())

    asked = house.client("liaison").post(
        f"{page}ask", {"version": entry.version, "note": "已完成", "proof": file()}
    )
    one = Closing.objects.get()
    queue = house.client("approver").get(reverse("ledgers:closings")).content.decode()
    reviewed = house.client("approver").post(
        reverse("ledgers:closing-review", args=[one.pk]), {"version": 1, "back": "queue"}
    )
    bare = house.client("office").post(
        reverse("ledgers:closing-verify", args=[one.pk]), {"version": 2, "method": "sample"}
    )
    done = house.client("office").post(
        reverse("ledgers:closing-verify", args=[one.pk]),
        {"version": 2, "method": "sample", "proof": file()},
    )

    assert [r.status_code for r in (asked, reviewed, bare, done)] == [302, 302, 422, 302]
    assert entry.title in queue
    entry.refresh_from_db()
    assert entry.stage == "closed"
    stranger = house.client("stranger")
    assert stranger.get(page).status_code == 404


def test_a_kind_names_the_stage_before_its_last_or_none() -> None:
    text = """
code = "x"
noun = { zh = "甲", en = "A" }
columns = ["title"]
closing_stage = "%s"
[[stages]]
code = "one"
name = { zh = "一", en = "One" }
[[stages]]
code = "two"
name = { zh = "二", en = "Two" }
[[stages]]
code = "three"
name = { zh = "三", en = "Three" }
final = true
"""
    assert read_kind(text % "two", "x.toml").closing_stage == "two"
    for wrong in ("one", "three", "four"):
        with pytest.raises(KindError):
            read_kind(text % wrong, "x.toml")


def test_a_ledger_is_narrowed_to_how_far_its_closings_are(house: World, entry: Entry) -> None:
    """The office finds what waits for a review, for its check, what is closed, and what came back."""
    address = reverse("ledgers:sheet", args=[entry.campaign.slug, "task"])

    def found() -> set[str]:
        client = house.client("office")
        pages = {
            code: client.get(address, {"closing": code}).content.decode()
            for code in ("asked", "reviewed", "closed", "reopened")
        }
        return {code for code, text in pages.items() if entry.title in text}

    assert found() == set()
    ask(house, entry)
    assert found() == {"asked"}
    review(house)
    assert found() == {"reviewed"}
    verify(house)
    assert found() == {"closed"}
    again = visible_entry(house.actor("office"), entry.pk)
    reopen_entry(
        house.actor("office"), again, version=again.version, reason="又有反映", today=TODAY
    )
    assert found() == {"reopened"}
    page = house.client("office").get(address, {"closing": "reopened"}).content.decode()
    assert '<option value="reopened" selected>' in page
