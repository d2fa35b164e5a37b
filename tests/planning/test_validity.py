"""What is not in force is neither asked, lit, counted nor paced; it is shown with its word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from behind import work_off
from django.urls import reverse
from django.utils import timezone
from issued import Way, make_way
from worlds import World

from guatu.campaigns.models import Target, Validity
from guatu.campaigns.queries import target_states, targets_not_in_force
from guatu.campaigns.queries.owed import owed_count
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import ensure_cadence, open_round, recompute_lamps
from guatu.dispatch.models import CheckIn
from guatu.dispatch.queries.checkins import fillable
from guatu.ledgers.actions import Passage, pass_stage
from guatu.ledgers.models import Entry, EntryLamp
from guatu.ledgers.queries import Filters, derived_progress, figures, sheet_page, visible_scope
from guatu.overview.queries.counts import lamp_matrix
from guatu.overview.queries.matters import matters
from guatu.overview.queries.room import Look, room
from guatu.planning.models import Objection
from guatu.shell.errors import InvalidState

pytestmark = pytest.mark.django_db
OUT = [code for code in Validity.values if code != Validity.IN_FORCE]


@pytest.fixture
def way(world: World) -> Way:
    return make_way(world)


def put(way: Way, *, first: str, second: str, target: str = "in_force") -> None:
    Entry.objects.filter(pk=way.first.pk).update(validity=first)
    Entry.objects.filter(pk=way.second.pk).update(validity=second)
    Target.objects.filter(pk=way.target.pk).update(validity=target)


@pytest.mark.parametrize("code", OUT)
def test_only_what_is_in_force_is_lit_asked_and_counted(way: Way, code: str) -> None:
    put(way, first="in_force", second=code, target=code)
    office, today = way.world.actor("office"), timezone.localdate()
    recompute_lamps(SYSTEM, way.campaign, today)
    one = open_round(SYSTEM, ensure_cadence(SYSTEM, way.campaign), today)

    assert set(EntryLamp.objects.values_list("entry_id", flat=True)) == {way.first.pk}
    asked = CheckIn.objects.filter(round=one).order_by("entry").distinct()
    assert set(asked.values_list("entry_id", flat=True)) == {way.first.pk}
    assert lamp_matrix(office, way.campaign).total == 1
    seen = room(office, way.campaign, today, Look())
    assert (seen.matrix.invisible, seen.targets.total) == (0, 0)
    assert target_states(office, way.campaign, today) == []
    assert [row.pk for row in targets_not_in_force(office, way.campaign)] == [way.target.pk]
    assert owed_count(way.world.actor("liaison"), today) == (0, 0)


def test_a_target_in_force_is_owed_and_paced(way: Way) -> None:
    put(way, first="draft", second="draft")
    today = timezone.localdate()
    Target.objects.update(due_on=today + timedelta(days=200))

    assert len(target_states(way.world.actor("office"), way.campaign, today)) == 1
    assert targets_not_in_force(way.world.actor("office"), way.campaign) == []


def test_what_left_force_is_no_longer_asked_for(way: Way) -> None:
    put(way, first="in_force", second="in_force")
    open_round(SYSTEM, ensure_cadence(SYSTEM, way.campaign), timezone.localdate())
    liaison = way.world.actor("housing_liaison")
    assert fillable(liaison).count() == 2

    put(way, first="in_force", second="suspended")
    assert list(fillable(liaison).values_list("entry_id", flat=True)) == [way.first.pk]


def test_a_draft_is_no_matter_for_the_war_room(way: Way) -> None:
    put(way, first="draft", second="in_force")
    Entry.objects.update(lamp=Lamp.OVERDUE)

    found = matters(way.world.actor("office"), way.campaign, timezone.localdate())
    assert [row.entry_id for row in found] == [way.second.pk]


def test_the_sheet_shows_a_draft_with_its_word_and_counts_it_apart(way: Way) -> None:
    put(way, first="draft", second="in_force")
    office = way.world.actor("office")
    scope = visible_scope(office, way.campaign.slug, "task")
    page = sheet_page(office, scope, filters=Filters())

    assert (page.count, sum(page.totals.values()), page.others) == (2, 1, {Validity.DRAFT: 1})
    assert [row.is_in_force for row in page.rows] == [False, True]
    only = sheet_page(office, scope, filters=Filters(validity="draft"))
    assert ([row.pk for row in only.rows], only.count) == ([way.first.pk], 1)
    lit = sheet_page(office, scope, filters=Filters(lamps=(Lamp.NOT_STARTED,)))
    assert ([row.pk for row in lit.rows], lit.count) == ([way.second.pk], 1)
    assert all(figure.total <= 1 for figure in figures(office, scope, Filters()))


def test_the_sheet_and_the_entry_say_it_in_words(way: Way) -> None:
    client = way.world.client("office")
    sheet = client.get(f"/ledgers/{way.campaign.slug}/task/").content.decode()
    entry = client.get(f"/ledgers/entries/{way.first.pk}/").content.decode()
    targets = client.get(
        f"{reverse('campaigns:targets')}?campaign={way.campaign.slug}"
    ).content.decode()

    assert sheet.count('class="validity">分解稿') == 2
    assert 'class="not-in-force"' in sheet
    assert "分解稿" in entry
    assert "亮灯" in entry
    assert "分解稿" in targets


def test_a_parent_derives_from_what_is_in_force(way: Way) -> None:
    put(way, first="in_force", second="in_force")
    (parent,) = Entry.objects.filter(pk=way.first.pk)
    Entry.objects.filter(pk=parent.pk).update(roll_up=Entry.RollUp.SUM)
    Entry.objects.filter(pk=way.second.pk).update(parent=parent)
    assert derived_progress([parent.pk])[parent.pk].leaf_count == 1

    put(way, first="in_force", second="draft")
    assert derived_progress([parent.pk]) == {}


def test_nothing_is_recorded_of_a_draft(way: Way) -> None:
    way.first.refresh_from_db()
    with pytest.raises(InvalidState):
        pass_stage(
            way.world.actor("office"),
            Entry.objects.select_related("kind", "campaign__unit").get(pk=way.first.pk),
            version=way.first.version,
            passage=Passage(to_stage="under_way", passed_on=way.today),
            today=way.today,
        )


def test_the_worker_does_not_light_drafts_every_minute(way: Way) -> None:
    put(way, first="draft", second="draft")
    work_off()
    assert work_off() == 0
    assert not EntryLamp.objects.exists()


def test_the_same_form_twice_signs_once(way: Way) -> None:
    way.to_issued()
    client = way.world.client("liaison")
    body = {"unit": way.world.finance.pk, "all": "1", "idempotency_key": "k" * 32}
    address = f"/planning/issuing/{way.issuance.pk}/sign/"
    first, second = client.post(address, body), client.post(address, body)
    assert (first.status_code, second.status_code) == (302, 302)

    third = client.post(address, body | {"idempotency_key": "l" * 32})
    assert third.status_code == 422


def test_a_refusal_stands_on_the_page(way: Way) -> None:
    client = way.world.client("office")
    version = way.fresh().version
    base = f"/planning/issuing/{way.issuance.pk}"
    for path, body in (
        ("submit", {}),
        ("consult", {"due_on": "never"}),
        ("skip", {"step": "consult", "reason": ""}),
        ("issue", {"sign_days": "99"}),
        ("force", {}),
        ("paper", {"signed_on": ""}),
    ):
        answer = client.post(f"{base}/{path}/", {"version": version, **body})
        assert answer.status_code == 422, path
        assert way.issuance.title in answer.content.decode(), path
    stale = client.post(f"{base}/submit/", {"version": version + 7})
    assert stale.status_code == 412


def test_the_navigation_shows_issuing_only_once_there_is_something(world: World) -> None:
    office, liaison = world.client("office"), world.client("liaison")
    assert "/planning/issuing/" not in office.get("/").content.decode()
    assert "/planning/issuing/mine/" not in liaison.get("/").content.decode()

    way = make_way(world)
    assert '/planning/issuing/"' in office.get("/").content.decode()
    assert "/planning/issuing/mine/" not in liaison.get("/").content.decode()
    way.consult()
    page = liaison.get("/").content.decode()
    assert "/planning/issuing/mine/" in page
    assert '<span class="rail-count">1</span>' in page


def test_an_answer_with_a_wish_beside_a_line(way: Way) -> None:
    way.consult()
    asked = way.asked(way.world.housing)
    line = way.line(way.second)
    client = way.world.client("housing_liaison")
    body = {
        "version": asked.version,
        "answer": "amend",
        "text": "",
        f"l{line.pk}-asks": "deadline",
        f"l{line.pk}-due_on": "not a day",
        f"l{line.pk}-reason": "工期不足",
    }
    address = f"/planning/issuing/consultations/{asked.pk}/"
    assert client.post(address, body).status_code == 422
    body[f"l{line.pk}-due_on"] = (way.today + timedelta(days=90)).isoformat()
    assert client.post(address, body).status_code == 302

    row = Objection.objects.get()
    assert (row.asks, row.consultation_id) == ("deadline", asked.pk)
