"""Issuing at its edges: limits over holidays, many lines, counts, a signature with an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from issued import Way, make_way
from worlds import World

from guatu.campaigns.models import Validity
from guatu.ledgers.models import Entry
from guatu.planning.actions.enforcing import put_in_force
from guatu.planning.actions.issuing import NewIssuance, Skipped, skip, start_issuance
from guatu.planning.actions.receiving import Answer, Proposal, object_to
from guatu.planning.actions.ruling import Ruling, answer_objection
from guatu.planning.models import Issuance, IssuanceLine, Objection, SignOff, StepCode
from guatu.planning.queries.issuing import counts_of, objection_for, standing_of
from guatu.shell.errors import InvalidState

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(world: World) -> Way:
    return make_way(world)


def test_the_limit_of_receipts_leaves_the_holidays_out(way: Way) -> None:
    way.consult()
    way.answer("liaison", way.world.finance)
    way.answer("housing_liaison", way.world.housing)
    way.submit()
    way.approve()
    way.issue(days=2, today=date(2026, 2, 13))  # the day before the Spring Festival's make-up day

    assert set(SignOff.objects.values_list("due_on", flat=True)) == {date(2026, 2, 24)}


def test_the_page_shows_many_lines_by_the_page(way: Way) -> None:
    now = timezone.now()
    entries = Entry.objects.bulk_create(
        Entry(
            campaign=way.campaign, ledger=way.first.ledger, kind=way.first.kind,
            unit=way.world.finance, title=f"清查第{n}号台账", position=n + 10, created_at=now,
            validity="draft",
        )
        for n in range(60)
    )  # fmt: skip
    IssuanceLine.objects.bulk_create(
        IssuanceLine(issuance=way.issuance, entry=entry, position=entry.position)
        for entry in entries
    )
    client, address = (
        way.world.client("office"),
        reverse("planning:issuance", args=[way.issuance.pk]),
    )
    first = client.get(address).content.decode()
    second = client.get(address, {"page": 2}).content.decode()

    assert first.count("号台账") + second.count("号台账") == 60
    assert second.count("号台账") == 13
    assert "?page=2#lines" in first
    assert "63<small>/63</small>" in first


def test_the_units_stand_in_official_order_and_the_number_of_queries_stays(
    way: Way, django_assert_max_num_queries: object
) -> None:
    way.to_issued()
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        standing = standing_of(way.fresh())

    assert [row.unit.name for row in standing.units] == ["区财政局", "区住房和城乡建设局"]
    assert standing.counts.pending_lines == 3
    assert Entry.objects.filter(validity=Validity.DRAFT).count() == 2


def test_the_list_counts_as_the_page_does_in_four_queries(
    way: Way, django_assert_num_queries: object
) -> None:
    way.consult()
    wish = Proposal(line_id=way.line(way.first).pk, asks="other", reason="分工不明")
    way.answer("liaison", way.world.finance, Answer(is_agreed=False, proposals=[wish]))
    row = way.fresh()
    with django_assert_num_queries(4):  # type: ignore[operator]
        listed = counts_of([row])[row.pk]

    shown = standing_of(row).counts
    assert listed == replace(shown, units=0)
    assert (shown.lines, shown.unanswered, shown.open_objections) == (3, 1, 1)


def test_the_office_enters_the_leaders_signature_with_its_answer(way: Way) -> None:
    way.to_issued()
    housing = way.world.housing
    proposal = Proposal(line_id=way.line(way.second).pk, asks="support", reason="主责在财政")
    object_to(way.world.actor("housing_liaison"), way.line(way.second), housing, proposal)
    row = Objection.objects.get()
    client, address = way.world.client("office"), reverse("planning:issuing-rule", args=[row.pk])
    leader = f"{way.world.accounts['leader'].person_id}:{way.world.posts['leader'].pk}"
    said = {"version": row.version, "outcome": "upheld", "answer": "属实", "leads": "区财政局"}
    page = client.get(address).content.decode()
    alone = client.post(address, said)
    half = client.post(address, {**said, "signer": leader})
    scan = SimpleUploadedFile("change.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    sheet = {"signer": leader, "signed_on": way.today.isoformat(), "scan": scan}

    assert "不得上传涉密材料" in page
    assert (alone.status_code, half.status_code) == (422, 422)
    assert client.post(address, {**said, **sheet}).status_code == 302
    assert Entry.objects.get(pk=way.second.pk).unit == way.world.finance
    assert (
        "change.pdf"
        in client.get(reverse("planning:issuance", args=[way.issuance.pk])).content.decode()
    )


def test_an_answer_where_issuing_was_skipped_writes_no_step_of_signing(way: Way) -> None:
    office = way.world.actor("office")
    for code in ("consult", "approve", "issue"):
        row = way.fresh()
        skipped = Skipped(code=code, reason="已在线下办理")
        skip(office, row, version=row.version, skipped=skipped, today=way.today)
    housing = way.world.housing
    proposal = Proposal(line_id=way.line(way.second).pk, asks="support", reason="主责在财政")
    object_to(way.world.actor("housing_liaison"), way.line(way.second), housing, proposal)
    ruling = Ruling(outcome="upheld", answer="属实", lead_ids=[way.world.finance.pk])
    answer_objection(office, objection_for(office, Objection.objects.get().pk), version=1,
                     ruling=ruling, today=way.today)  # fmt: skip

    assert way.fresh().state == StepCode.ISSUE
    assert Entry.objects.get(pk=way.second.pk).unit == way.world.finance


def test_a_list_whose_last_lines_were_withdrawn_comes_to_its_end(way: Way) -> None:
    way.to_issued()
    way.sign("liaison", way.world.finance)
    office = way.world.actor("office")
    row = way.fresh()
    put_in_force(office, row, version=row.version, today=way.today)
    Entry.objects.filter(pk=way.second.pk).update(validity=Validity.WITHDRAWN)
    row = way.fresh()
    put_in_force(office, row, version=row.version, today=way.today)

    assert way.fresh().state == StepCode.IN_FORCE
    assert Entry.objects.get(pk=way.second.pk).validity == Validity.WITHDRAWN


def test_a_line_is_on_one_list_and_a_draft_of_its_campaign(way: Way) -> None:
    office = way.world.actor("office")
    twice = NewIssuance(campaign=way.campaign, title="又一份", entries=[way.first])
    with pytest.raises(InvalidState):
        start_issuance(office, twice, way.today)
    way.issuance.lines.all().delete()
    Entry.objects.filter(pk=way.first.pk).update(validity=Validity.IN_FORCE)
    way.first.refresh_from_db()
    with pytest.raises(InvalidState):
        start_issuance(office, twice, way.today)

    assert Issuance.objects.count() == 1
