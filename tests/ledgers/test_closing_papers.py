"""销号 signed on paper (T4): both names, the scan, the day; three words are three persons on paper too."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from worlds import World, appoint, make_person

from guatu.accounts.models import Appointment
from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.ledgers.actions import Passage, Proof
from guatu.ledgers.actions.closingpapers import (
    Paper,
    ask_on_paper,
    review_on_paper,
    verify_on_paper,
)
from guatu.ledgers.actions.closings import Check, ask_closing, review_closing
from guatu.ledgers.models import Closing, ClosingStep, Entry
from guatu.ledgers.queries import visible_entry
from guatu.ledgers.queries.closingpapers import signers_on
from guatu.ledgers.queries.closings import visible_closing
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db
FILE = Proof(payload="完成情况".encode(), file_name="说明.txt")
SCAN = "扫描件".encode()
State = Closing.State


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


@pytest.fixture
def house(people: World) -> World:
    """Return a unit whose head and an office whose director sign paper and never sign in."""
    people.add("head", people.finance, Role.APPROVER, title="局长")
    people.add("director", people.district, Role.CAMPAIGN_OFFICE, title="督查室主任")
    return people


def today() -> date:
    return timezone.localdate()


def held_by(house: World, name: str) -> Appointment:
    return Appointment.objects.get(post=house.posts[name], is_deputy=False)


def signed(house: World, name: str, **fields: Any) -> Paper:
    values: dict[str, Any] = {
        "appointment_id": held_by(house, name).pk,
        "signed_on": today(),
        "payload": SCAN,
        "file_name": "审签单.txt",
        "document_number": "区财〔2026〕3号",
    }
    return Paper(**(values | fields))


def ask(house: World, entry: Entry, who: str = "liaison", signer: str = "head") -> Closing:
    row = visible_entry(house.actor(who), entry.pk)
    passage = Passage(to_stage="closing", passed_on=today(), proof=FILE, note="全部完成")
    return ask_on_paper(
        house.actor(who), row, version=row.version, passage=passage, paper=signed(house, signer),
        today=today(),
    )  # fmt: skip


def seen(house: World, who: str) -> Closing:
    return visible_closing(house.actor(who), Closing.objects.order_by("-pk")[0].pk)


def review(house: World, who: str, signer: str, **fields: Any) -> Closing:
    one = seen(house, who)
    paper = signed(house, signer, **fields)
    return review_on_paper(house.actor(who), one, version=one.version, paper=paper, today=today())


def verify(house: World, who: str, signer: str) -> Closing:
    one = seen(house, who)
    check = Check(method="on_site", proof=FILE)
    return verify_on_paper(
        house.actor(who), one, version=one.version, check=check, paper=signed(house, signer),
        today=today(),
    )  # fmt: skip


def test_three_signed_words_close_a_line_with_both_names(house: World, entry: Entry) -> None:
    ask(house, entry, signer="head")
    review(house, "liaison", "approver")
    verify(house, "office", "director")

    assert Entry.objects.get(pk=entry.pk).closed_on == today()
    steps = list(ClosingStep.objects.select_related("sheet").order_by("pk"))
    people = {name: account.person_id for name, account in house.accounts.items()}
    assert [(step.to_state, step.signed_by, step.person_id) for step in steps] == [
        ("asked", people["head"], people["liaison"]),
        ("reviewed", people["approver"], people["liaison"]),
        ("closed", people["director"], people["office"]),
    ]
    assert {step.document_number for step in steps} == {"区财〔2026〕3号"}
    assert all(step.sheet and step.sheet.file_name == "审签单.txt" for step in steps)
    acts = [f"entry.{act}-closing-on-paper" for act in ("ask", "review", "verify")]
    found = AuditEvent.objects.filter(act__in=acts).order_by("number")
    assert list(found.values_list("act", flat=True)) == acts


def test_the_signer_counts_not_who_recorded_it(house: World, entry: Entry) -> None:
    """Whoever signed the asking signs no review, in guatu neither."""
    ask(house, entry, signer="head")

    with pytest.raises(InvalidState):
        review(house, "liaison", "head")
    one = seen(house, "head")
    with pytest.raises(NotAllowed):
        review_closing(house.actor("head"), one, version=one.version)
    assert review(house, "office", "approver").reviewed_by == held_by(house, "approver").person_id


def test_nobody_records_his_own_word_as_paper(house: World, entry: Entry) -> None:
    with pytest.raises(NotAllowed):
        ask(house, entry, who="head", signer="head")
    ask(house, entry, signer="head")
    review(house, "liaison", "approver")
    with pytest.raises(NotAllowed):
        verify(house, "office", "office")


@pytest.mark.parametrize("who", ["supporter", "leader", "assessor"])
def test_others_record_nothing(house: World, entry: Entry, who: str) -> None:
    with pytest.raises(NotAllowed):
        ask(house, entry, who=who)
    ask(house, entry)
    with pytest.raises(NotAllowed):
        review(house, who, "approver")


def test_the_unit_records_no_check(house: World, entry: Entry) -> None:
    ask(house, entry)
    review(house, "liaison", "approver")

    with pytest.raises(NotAllowed):
        verify(house, "liaison", "director")
    assert Entry.objects.get(pk=entry.pk).closed_on is None


def test_only_posts_of_the_units_whose_word_it_is_sign(house: World, entry: Entry) -> None:
    ask(house, entry)

    names = set(signers_on(entry, State.REVIEWED, today()).values_list("person__name", flat=True))
    assert names == {"approver"}  # the head asked; the housing office only supports
    with pytest.raises(InvalidState):
        review(house, "office", "housing_approver")


def test_the_day_of_the_signature(house: World, entry: Entry) -> None:
    ask(house, entry)

    for day in (today() + timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(InvalidState):
            review(house, "liaison", "approver", signed_on=day)


def test_a_deputy_signs_only_while_it_lasts(house: World, entry: Entry) -> None:
    """What a deputy signs is the post's word and says so; afterwards the appointment signs nothing."""
    deputy = appoint(
        make_person("代行人"), house.posts["approver"], is_deputy=True,
        ended_on=today() + timedelta(days=1),
    )  # fmt: skip
    ask(house, entry)
    after = today() + timedelta(days=2)

    assert deputy in signers_on(entry, State.REVIEWED, today())
    assert deputy not in signers_on(entry, State.REVIEWED, after)
    review(house, "liaison", "approver", appointment_id=deputy.pk)
    step = ClosingStep.objects.get(to_state="reviewed")
    assert (step.is_deputy, step.signed_by) == (True, deputy.person_id)


def file(name: str = "扫描.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, SCAN)


def test_the_page_prints_the_sheet_and_records_its_scan(house: World, entry: Entry) -> None:
    client = house.client("liaison")
    address = reverse("ledgers:entry-closing-sheet", args=[entry.pk])
    sent = {
        "version": entry.version,
        "appointment": held_by(house, "head").pk,
        "signed_on": today().isoformat(),
        "document_number": "区财〔2026〕3号",
        "note": "全部完成",
    }
    asked = reverse("ledgers:closing-ask-paper", args=[entry.pk])

    printed = client.get(address).content.decode()
    bare = client.post(asked, {**sent, "proof": file()})
    unproved = client.post(asked, {**sent, "scan": file()})
    done = client.post(asked, {**sent, "scan": file(), "proof": file("说明.txt")})
    page = client.get(reverse("ledgers:entry-closing", args=[entry.pk])).content.decode()

    assert entry.title in printed
    assert "issuing-signatures" in printed
    assert f"<td>{house.finance.label}、项目专班</td>" in printed
    assert [reply.status_code for reply in (bare, unproved, done)] == [422, 422, 302]
    assert "区财〔2026〕3号" in page
    assert "head" in page
    step = ClosingStep.objects.get()
    scan = reverse("ledgers:closing-scan", args=[step.closing_id, step.pk])
    assert scan in page
    assert b"".join(client.get(scan).streaming_content) == SCAN
    assert house.client("stranger").get(scan).status_code == 404


def test_the_pages_take_a_line_from_a_signed_review_to_a_signed_check(
    house: World, entry: Entry
) -> None:
    own = visible_entry(house.actor("liaison"), entry.pk)
    passage = Passage(to_stage="closing", passed_on=today(), proof=FILE, note="全部完成")
    one = ask_closing(
        house.actor("liaison"), own, version=own.version, passage=passage, today=today()
    )
    sent = {"signed_on": today().isoformat(), "scan": file()}

    reviewed = house.client("liaison").post(
        reverse("ledgers:closing-review-paper", args=[one.pk]),
        {**sent, "version": one.version, "appointment": held_by(house, "head").pk},
    )
    sheet = house.client("office").get(reverse("ledgers:entry-closing-sheet", args=[entry.pk]))
    closed = house.client("office").post(
        reverse("ledgers:closing-verify-paper", args=[one.pk]),
        {
            **sent,
            "scan": file(),
            "version": one.version + 1,
            "appointment": held_by(house, "director").pk,
            "method": "sample",
            "proof": file("核查.txt"),
        },
    )

    assert [reviewed.status_code, closed.status_code] == [302, 302]
    assert "director" in sheet.content.decode()
    own = f'<option value="{held_by(house, "office").pk}"'
    assert own not in sheet.content.decode()  # the own word is given in guatu
    entry.refresh_from_db()
    assert entry.stage == "closed"
