"""Decisions: a directive at once, changed or withdrawn while the meeting lasts, frozen at its end."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from gatherings import prepared
from scenes import Scene
from worlds import make_unit

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.dispatch.streamparts import ranked_sources
from guatu.meetings.actions.decisions import (
    NewDecision,
    decide,
    edit_decision,
    settle_decision,
    withdraw_decision,
)
from guatu.meetings.actions.running import close, correct, digest_of
from guatu.meetings.books import decisions_book
from guatu.meetings.forms import DecisionForm
from guatu.meetings.models import Decision, Meeting
from guatu.meetings.queries.followup import Standing, decision_lines
from guatu.meetings.queries.items import item_lines, screen_of
from guatu.meetings.queries.meetings import visible_decisions, visible_items, visible_meetings
from guatu.meetings.words import fact_texts
from guatu.shell.errors import InvalidState, NotAllowed, Stale
from guatu.supervision.models import Directive

pytestmark = pytest.mark.django_db


def taken(scene: Scene, session: Meeting, *units: Unit, days: int | None = 7) -> Decision:
    limit = timezone.localdate() + timedelta(days=days) if days is not None else None
    new = NewDecision(text="三日内补齐用地手续", units=units, limit_on=limit)
    item = session.items.get(entry=scene.task)
    return decide(scene.world.actor("office"), session, new, item=item)


def test_units_and_a_limit_are_directives_at_once(scene: Scene, session: Meeting) -> None:
    row = taken(scene, session, scene.world.housing, scene.world.finance)

    found = {one.unit_id: one for one in Directive.objects.all()}
    assert set(found) == {scene.world.housing.pk, scene.world.finance.pk}
    one = found[scene.world.housing.pk]
    assert (one.source, one.source_type, one.source_id) == ("meeting", "meetings.decision", row.pk)
    assert (one.entry_id, one.requirement, one.limit_on) == (scene.task.pk, row.text, row.limit_on)
    units = [part.unit_id for part in row.units.order_by("position")]
    assert units == [scene.world.housing.pk, scene.world.finance.pk]  # who leads is first
    assert AuditEvent.objects.filter(act="meeting.decide").count() == 1


def test_the_matter_of_several_units_is_named_by_who_leads(scene: Scene, session: Meeting) -> None:
    first, second = scene.world.finance, scene.world.housing
    Unit.objects.filter(pk=first.pk).update(official_order=1)
    Unit.objects.filter(pk=second.pk).update(official_order=2)

    taken(scene, session, second, first)

    leads, joins = Directive.objects.order_by("number")
    assert (leads.unit_id, leads.matter_id) == (second.pk, None)
    assert (joins.unit_id, joins.matter_id) == (first.pk, leads.pk)


def typed(scene: Scene, units: str) -> DecisionForm:
    data = {"text": "补齐用地手续", "units": units, "limit": "5天"}
    return DecisionForm(data, campaign=scene.campaign, today=timezone.localdate())


def test_a_unit_is_named_as_people_say_it(scene: Scene) -> None:
    """财政局 is 区财政局 where one unit has the name; of two nobody guesses."""
    form = typed(scene, "住建局，财政局")
    assert form.is_valid(), form.errors
    assert form.new.units == [scene.world.housing, scene.world.finance]

    make_unit("县财政局", parent=scene.world.district)
    assert not typed(scene, "财政局").is_valid()
    assert typed(scene, "区财政局").is_valid()


def test_what_was_decided_here_stands_once_on_the_screen(scene: Scene, session: Meeting) -> None:
    """Its directives are among the decisions, not among what waits on the matter."""
    office, today = scene.world.actor("office"), timezone.localdate()
    taken(scene, session, scene.world.finance)
    (line,) = (
        one for one in item_lines(office, session, today) if one.item.entry_id == scene.task.pk
    )

    screen = screen_of(office, session, line, today)

    assert not screen.directives
    assert [one.decision.text for one in screen.decisions] == ["三日内补齐用地手续"]


def test_without_a_limit_it_is_noted(scene: Scene, session: Meeting) -> None:
    row = taken(scene, session, scene.world.finance, days=None)

    assert not Directive.objects.exists()
    (line,) = decision_lines(scene.world.actor("office"), session, timezone.localdate())
    assert (line.decision.pk, line.standing) == (row.pk, Standing.NOTED)


def test_a_new_wording_withdraws_the_directive(scene: Scene, session: Meeting) -> None:
    row = taken(scene, session, scene.world.finance)
    old = Directive.objects.get()
    new = NewDecision(text="五日内补齐", units=[scene.world.housing], limit_on=row.limit_on)
    office = scene.world.actor("office")

    edit_decision(office, row, version=row.version, new=new, today=timezone.localdate())

    old.refresh_from_db()
    assert old.state == Directive.State.WITHDRAWN
    (fresh,) = Directive.objects.exclude(pk=old.pk)
    assert (fresh.unit_id, fresh.requirement) == (scene.world.housing.pk, "五日内补齐")
    with pytest.raises(Stale):
        edit_decision(
            office, row, version=1, new=NewDecision(text="他人的改法"), today=timezone.localdate()
        )


def test_withdrawing_takes_the_directive_along(scene: Scene, session: Meeting) -> None:
    row = taken(scene, session, scene.world.finance)

    withdraw_decision(scene.world.actor("office"), row, version=row.version)

    assert Directive.objects.get().state == Directive.State.WITHDRAWN
    assert not visible_decisions(scene.world.actor("office"), session).exists()


def test_the_list_is_frozen_and_corrected_by_rows(scene: Scene, session: Meeting) -> None:
    office = scene.world.actor("office")
    row = taken(scene, session, scene.world.finance)
    session.refresh_from_db()

    closed = close(office, session, version=session.version)
    correct(office, closed, text="四日内", reason="口误", decision=row)

    closed.refresh_from_db()
    assert closed.minutes is not None
    assert closed.minutes["decisions"][0]["text"] == "三日内补齐用地手续"
    assert closed.minutes_digest == digest_of(closed.minutes)
    assert closed.corrections.get().text == "四日内"
    with pytest.raises(InvalidState):
        taken(scene, closed, scene.world.finance)
    with pytest.raises(InvalidState):
        withdraw_decision(office, row, version=row.version)


def test_the_next_meeting_looks_back(scene: Scene, session: Meeting) -> None:
    office, today = scene.world.actor("office"), timezone.localdate()
    row = taken(scene, session, scene.world.finance, days=0)
    noted = taken(scene, session, days=None)
    session.refresh_from_db()
    close(office, session, version=session.version)
    settle_decision(office, noted, version=noted.version, note="已执行", today=today)

    later = prepared(scene, held_on=today + timedelta(days=7))

    first = later.items.order_by("position").first()
    assert first is not None
    assert (first.about, first.about_id) == ("follow_up", session.pk)
    assert fact_texts(first.facts, today) == ["共议定2项，未落实1项，其中超时限0项。"]
    tomorrow = today + timedelta(days=1)
    standings = {
        line.decision.pk: line.standing for line in decision_lines(office, session, tomorrow)
    }
    assert standings == {row.pk: Standing.LATE, noted.pk: Standing.DONE}


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (NewDecision(text=" "), "议定内容"),
        (NewDecision(text="补齐", limit_on=date(2099, 1, 1)), "责任单位"),
        (NewDecision(text="长" * 501), "500"),
    ],
    ids=["empty", "no unit", "too long"],
)
def test_what_is_no_decision_is_refused(
    scene: Scene, session: Meeting, new: NewDecision, said: str
) -> None:
    with pytest.raises(InvalidState, match=said):
        decide(scene.world.actor("office"), session, new)


def test_only_the_office_decides_and_only_in_session(scene: Scene, meeting: Meeting) -> None:
    new = NewDecision(text="补齐")
    with pytest.raises(InvalidState):
        decide(scene.world.actor("office"), meeting, new)
    with pytest.raises(NotAllowed):
        decide(scene.world.actor("leader"), meeting, new)


def test_a_unit_sees_its_own_part(scene: Scene, session: Meeting) -> None:
    """The house that leads sees its items and the decisions on them; a town knows of nothing."""
    taken(scene, session, scene.world.finance)
    decide(
        scene.world.actor("office"), session,
        NewDecision(text="与柳河镇有关", units=[scene.world.town], limit_on=timezone.localdate()),
    )  # fmt: skip

    liaison, stranger = scene.world.actor("liaison"), scene.world.actor("stranger")
    assert [row.text for row in visible_decisions(liaison, session)] == ["三日内补齐用地手续"]
    assert visible_items(liaison, session).count() == 2
    assert not visible_meetings(stranger).exists()  # named, but not told before it is closed
    assert not visible_items(stranger, session).exists()
    session.refresh_from_db()
    close(scene.world.actor("office"), session, version=session.version)
    assert visible_meetings(stranger).count() == 1
    assert [row.text for row in visible_decisions(stranger, session)] == ["与柳河镇有关"]


def test_the_stream_of_the_entry_has_the_decision(scene: Scene, session: Meeting) -> None:
    taken(scene, session, scene.world.finance)

    events = [
        event
        for _rank, source in ranked_sources()
        for event in source(scene.world.actor("liaison"), scene.task)
        if event.title.startswith("会议议定")
    ]
    (event,) = events
    assert event.text.startswith("三日内补齐用地手续")
    assert event.unit == "区财政局"


def test_two_decide_at_once_and_none_is_lost(scene: Scene, session: Meeting) -> None:
    """Both hold the page as it was; a decision is a row of its own."""
    one = Meeting.objects.get(pk=session.pk)
    other = Meeting.objects.get(pk=session.pk)
    office = scene.world.actor("office")

    decide(office, one, NewDecision(text="甲"))
    decide(office, other, NewDecision(text="乙"))

    rows = session.decisions.order_by("ordinal")
    assert [(row.ordinal, row.text) for row in rows] == [(1, "甲"), (2, "乙")]


def test_an_extract_says_that_the_hash_is_of_the_whole_list(scene: Scene, session: Meeting) -> None:
    """A unit that reads its part must not take the hash for that of what it holds in hand."""
    office, town = scene.world.actor("office"), scene.world.town
    taken(scene, session, scene.world.finance)
    own = NewDecision(text="清淤", units=(town,), limit_on=timezone.localdate())
    decide(office, session, own)
    session.refresh_from_db()
    before = decisions_book(session, [], timezone.localdate())
    closed = close(office, session, version=session.version)
    page = reverse("meetings:minutes", args=[closed.pk])

    part = scene.world.client("stranger").get(page).content.decode()
    whole = scene.world.client("office").get(page).content.decode()
    file = scene.world.client("stranger").get(
        reverse("meetings:minutes-file", args=[closed.pk, "docx"])
    )
    words = zipfile.ZipFile(io.BytesIO(file.content)).read("word/document.xml").decode()

    assert "清淤" in part
    assert "三日内补齐用地手续" not in part
    assert "本页（本件）为节录" in part
    assert "校验值属于定稿的整份议定事项清单" in whole
    assert "节录" not in whole
    assert closed.minutes_digest in words
    assert "为节录" in words
    assert len(before.sheets[0].foot) == 1  # nothing is frozen before the end
