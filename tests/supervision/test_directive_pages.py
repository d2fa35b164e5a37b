"""The pages of directives: the board, one of them, the letter, the phone, the rules; and what others show."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook
from scenes import MONDAY, Scene, at, make_scene
from time_machine import Traveller
from worlds import World, make_unit

from guatu.accounts.handover import sort_named
from guatu.accounts.models import Unit
from guatu.accounts.queries.handovers import held
from guatu.core.actors import SYSTEM, Role
from guatu.core.directives import DirectiveDays
from guatu.dispatch.queries.streams import Part, stream_of
from guatu.jobs.works import Run
from guatu.overview.queries.search import search
from guatu.shell.errors import NotAllowed, Stale
from guatu.supervision.actions.answering import finish, sign
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.actions.extending import ask_extension
from guatu.supervision.actions.rules import drop_rules, keep_rules
from guatu.supervision.actions.steps import Said
from guatu.supervision.directiveparts import calendar_events, count_open, pass_directives
from guatu.supervision.escalating import does, due, reminds
from guatu.supervision.models import Directive, DirectiveEscalation
from guatu.supervision.queries.board import BoardAsked, Grouping, Section, board
from guatu.supervision.queries.directives import count_overdue, visible_directive
from guatu.supervision.queries.mine import Desk, desk_of, on_desk
from guatu.supervision.queries.rules import days_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with time_machine.travel(at(MONDAY), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def given(scene: Scene, days: int = 10, **changes: object) -> Directive:
    base: dict[str, object] = {
        "campaign_id": scene.campaign.pk,
        "unit_id": scene.world.finance.pk,
        "title": "尽快兑付惠企资金",
        "requirement": "完成首批资金兑付。",
        "limit_on": MONDAY + timedelta(days=days),
        "source": "lamp",
        "entry_id": scene.task.pk,
    }
    return issue(scene.world.actor("office"), NewDirective(**(base | changes)))  # type: ignore[arg-type]


def page(row: Directive) -> str:
    return reverse("supervision:directive", args=[row.pk])


class TestBoard:
    def sections(self, scene: Scene, day: date, **asked: object) -> dict[str, list[int]]:
        found = board(
            scene.world.actor("office"), scene.campaign, BoardAsked(**asked), day  # type: ignore[arg-type]
        )  # fmt: skip
        return {key: [one.row.pk for one in ones] for key, ones in found.groups}

    def test_each_row_stands_in_one_section(self, scene: Scene) -> None:
        late, today, soon, far = (given(scene, days=n) for n in (1, 2, 5, 9))
        day = MONDAY + timedelta(days=2)
        assert self.sections(scene, day) == {
            "overdue": [late.pk], "today": [today.pk], "soon": [soon.pk], "rest": [far.pk],
        }  # fmt: skip

    def test_the_count_of_the_war_room_is_the_boards(self, scene: Scene) -> None:
        for days in (1, 1, 5):
            given(scene, days=days)
        office, day = scene.world.actor("office"), MONDAY + timedelta(days=2)
        found = board(office, scene.campaign, BoardAsked(), day)
        assert found.counts[Section.OVERDUE] == count_overdue(office, scene.campaign, day) == 2

    def test_what_was_finished_in_time_waits_for_the_check(self, scene: Scene) -> None:
        row = visible_directive(SYSTEM, given(scene, days=1).pk)
        finish(scene.world.actor("liaison"), row, version=1, said=Said(words="已办结。"))
        assert list(self.sections(scene, MONDAY + timedelta(days=9))) == ["check"]

    def test_units_stand_in_official_order(self, scene: Scene) -> None:
        world = scene.world
        given(scene, unit_id=world.housing.pk, entry_id=None)
        given(scene)
        found = self.sections(scene, MONDAY, grouping=Grouping.UNIT)
        assert list(found) == [world.finance.label, world.housing.label]

    def test_the_page_and_its_sheet_hold_the_same_rows(self, scene: Scene) -> None:
        client = scene.world.client("office")
        rows = [given(scene, days=n) for n in (1, 9)]
        address = f"?campaign={scene.campaign.slug}"
        shown = client.get(reverse("supervision:board") + address).content.decode()
        sheet = client.get(reverse("sheets:list", args=["directives"]) + address)
        book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
        cells = {str(cell) for line in book.get_sheet_by_index(0).to_python() for cell in line}
        for row in rows:
            assert page(row) in shown
            assert row.label in cells

    def test_a_strangers_board_is_empty(self, scene: Scene) -> None:
        row = given(scene)
        shown = scene.world.client("housing_liaison").get(reverse("supervision:board"))
        assert page(row) not in shown.content.decode()


class TestIssuingFromAnEntry:
    def test_the_form_is_filled_in_and_issues(self, scene: Scene) -> None:
        client = scene.world.client("office")
        address = f"{reverse('supervision:new')}?entry={scene.task.pk}"
        assert scene.task.title in client.get(address).content.decode()
        body = {
            "title": "催办", "requirement": "按期完成", "units": [scene.world.finance.pk],
            "limit_days": "5", "limit_on": "", "source": "lamp", "source_note": "", "leader": "",
            "verifier": "",
        }  # fmt: skip
        response = client.post(address, body)
        row = Directive.objects.get()
        assert (response.status_code, response.headers["Location"]) == (302, page(row))
        assert row.limit_on == date(2026, 6, 23)  # the 19th is the Dragon Boat Festival
        assert row.entry == scene.task

    def test_a_limit_is_asked_for(self, scene: Scene) -> None:
        body = {"title": "x", "requirement": "x", "units": [scene.world.finance.pk],
                "source": "other"}  # fmt: skip
        response = scene.world.client("office").post(reverse("supervision:new"), body)
        assert response.status_code == 422
        assert not Directive.objects.exists()

    def test_the_entrys_page_names_it_to_parties_alone(self, scene: Scene) -> None:
        row = given(scene)
        address = reverse("supervision:entry", args=[scene.task.pk])
        for who, is_shown in (("office", True), ("liaison", True), ("housing_liaison", False)):
            shown = scene.world.client(who).get(address, headers={"HX-Request": "true"})
            assert (page(row) in shown.content.decode()) is is_shown, who

    def test_the_stream_has_its_steps_for_parties_alone(self, scene: Scene) -> None:
        row = given(scene)
        sign(scene.world.actor("liaison"), visible_directive(SYSTEM, row.pk), version=1)
        for who, count in (("office", 2), ("liaison", 2), ("housing_liaison", 0)):
            stream = stream_of(scene.task, None, actor=scene.world.actor(who))
            parts = [one for one in stream.events if isinstance(one, Part)]
            assert len(parts) == count, who

    def test_search_finds_it_for_parties_alone(self, scene: Scene) -> None:
        row = given(scene)
        for who, keys in (("liaison", [row.pk]), ("housing_liaison", [])):
            groups = {one.group: one for one in search(scene.world.actor(who), ["兑付"])}
            found = groups["directives"].hits if "directives" in groups else ()
            assert [hit.key for hit in found] == keys, who


class TestDesk:
    """The second tab: what waits on whose desk."""

    def shown(self, scene: Scene, who: str) -> str:
        return scene.world.client(who).get(reverse("supervision:mine")).content.decode()

    def test_the_office_gets_what_it_checks_and_decides_on(self, scene: Scene) -> None:
        office, liaison = scene.world.actor("office"), scene.world.actor("liaison")
        waits, asks, done = (given(scene, title=title) for title in ("甲事", "乙事", "丙事"))
        for row in (asks, done):
            sign(liaison, row, version=1)
            row.refresh_from_db()
        ask_extension(liaison, asks, version=asks.version, reason="雨天停工。",
                      wanted_on=asks.limit_on + timedelta(days=9))  # fmt: skip
        finish(liaison, done, version=done.version, said=Said(words="已办结。"))

        assert set(on_desk(office)) == {asks, done}
        text = self.shown(scene, "office")
        assert "待核查、待批复" in text
        assert "待本单位办理" not in text
        assert ("甲事" in text, "乙事" in text, "丙事" in text) == (False, True, True)
        assert reverse("supervision:sign", args=[waits.pk]) not in text

    def test_a_leader_gets_what_the_post_is_in_charge_of(self, scene: Scene) -> None:
        mine = given(scene, title="甲事", leader_id=scene.world.posts["leader"].pk)
        given(scene, title="乙事")

        assert list(on_desk(scene.world.actor("leader"))) == [mine]
        text = self.shown(scene, "leader")
        assert "由我分管" in text
        assert ("甲事" in text, "乙事" in text) == (True, False)

    def test_a_leader_answers_what_was_given_to_the_own_post(self, scene: Scene) -> None:
        row = given(scene, post_id=scene.world.posts["leader"].pk)

        assert reverse("supervision:sign", args=[row.pk]) in self.shown(scene, "leader")

    def test_who_only_looks_has_no_list_of_the_own(self, scene: Scene) -> None:
        board = scene.world.client("assessor").get(reverse("supervision:board")).content.decode()

        assert desk_of(scene.world.actor("assessor")) is None
        assert reverse("supervision:mine") not in board
        assert desk_of(scene.world.actor("liaison")) is Desk.ANSWER


class TestSteps:
    def test_a_unit_signs_and_answers_on_its_phone(self, scene: Scene) -> None:
        client, row = scene.world.client("liaison"), given(scene)
        shown = client.get(reverse("supervision:mine")).content.decode()
        assert reverse("supervision:sign", args=[row.pk]) in shown
        sent = client.post(
            reverse("supervision:sign", args=[row.pk]), {"version": 1, "back": "mine"}
        )
        assert sent.headers["Location"].startswith(reverse("supervision:mine"))
        proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.4\n%%EOF\n")
        body = {"version": 2, "words": "已兑付。", "is_finished": "1", "files": proof}
        assert client.post(reverse("supervision:answer", args=[row.pk]), body).status_code == 302
        row.refresh_from_db()
        step = row.steps.get(act="finish")
        assert (row.state, step.files.count()) == ("replied", 1)
        file = reverse("supervision:file", args=[row.pk, step.files.get().evidence_id])
        sent = scene.world.client("office").get(file)
        assert b"".join(sent.streaming_content) == b"%PDF-1.4\n%%EOF\n"
        assert scene.world.client("housing_liaison").get(file).status_code == 404

    def test_a_stale_form_is_told_so(self, scene: Scene) -> None:
        row = given(scene)
        address = reverse("supervision:sign", args=[row.pk])
        assert scene.world.client("liaison").post(address, {"version": 1}).status_code == 302
        assert scene.world.client("approver").post(address, {"version": 1}).status_code == 412

    def test_a_refused_form_keeps_what_was_written(self, scene: Scene) -> None:
        row = visible_directive(SYSTEM, given(scene).pk)
        sign(scene.world.actor("liaison"), row, version=1)
        body = {"version": 2, "wanted_on": "2026-06-16", "reason": "省级资金未到"}
        answer = scene.world.client("liaison").post(reverse("supervision:ask", args=[row.pk]), body)
        assert answer.status_code == 422
        assert "省级资金未到" in answer.content.decode()

    def test_a_directive_is_split_on_its_page(self, scene: Scene) -> None:
        below = make_unit("国库科", parent=scene.world.finance)
        row = visible_directive(SYSTEM, given(scene).pk)
        sign(scene.world.actor("liaison"), row, version=1)
        body = {
            "version": 2, "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0",
            "form-0-to": f"unit:{below.pk}", "form-0-requirement": "", "form-0-limit_on": "2026-06-20",
        }  # fmt: skip
        address = reverse("supervision:split", args=[row.pk])
        assert scene.world.client("liaison").post(address, body).status_code == 302
        part = Directive.objects.get(parent=row)
        assert (part.unit, part.requirement) == (below, row.requirement)

    def test_the_letter_has_no_number_signer_or_seal(self, scene: Scene) -> None:
        row = given(scene)
        shown = scene.world.client("liaison").get(reverse("supervision:letter", args=[row.pk]))
        text = shown.content.decode()
        assert "送审稿" in text or "Draft for approval" in text
        assert scene.world.finance.name in text
        assert "〔" not in text


class TestRules:
    def test_a_campaigns_own_days_take_the_houses_place(self, scene: Scene) -> None:
        office = scene.world.actor("office")
        keep_rules(office, None, DirectiveDays(near_days=5), version=0)
        assert days_for(scene.campaign.pk).near_days == 5
        row = keep_rules(office, scene.campaign, DirectiveDays(near_days=1), version=0)
        assert days_for(scene.campaign.pk).near_days == 1
        drop_rules(office, scene.campaign, version=row.version)
        assert days_for(scene.campaign.pk).near_days == 5

    def test_only_the_office_keeps_them_and_at_its_version(self, scene: Scene) -> None:
        with pytest.raises(NotAllowed):
            keep_rules(scene.world.actor("leader"), None, DirectiveDays(), version=0)
        office = scene.world.actor("office")
        keep_rules(office, None, DirectiveDays(), version=0)
        with pytest.raises(Stale):
            keep_rules(office, None, DirectiveDays(near_days=9), version=0)

    def test_a_preset_fills_the_form_in(self, scene: Scene) -> None:
        client = scene.world.client("office")
        address = f"{reverse('supervision:rules')}?campaign={scene.campaign.slug}&preset=xian"
        assert client.get(address).status_code == 200
        body = {"near_days": 3, "near_counts_workdays": "on", "sign_within": 1, "escalates": "on",
                "overdue_days": 1, "unsigned_days": 1, "version": 0, "preset": "xian"}  # fmt: skip
        assert client.post(address, body).status_code == 302
        assert scene.campaign.directive_rules.preset == "xian"

    def test_nobody_is_told_where_the_rule_is_off(self, scene: Scene) -> None:
        given(scene, days=1)
        keep_rules(scene.world.actor("office"), None, DirectiveDays(escalates=False), version=0)
        assert works_due(MONDAY + timedelta(days=8)) == []


def works_due(day: date) -> list[str]:
    return [one.work for one in due(at(day, hour=12))]


class OneRun:
    """A run as the worker gives it, without a lease."""

    account_id = None

    def __init__(self, day: date) -> None:
        self.arguments = {"day": day.isoformat()}
        self.due_at = at(day)
        self.steps: list[int] = []

    def progress(self, done: int, total: int | None = None, *, step: str = "") -> None:  # noqa: ARG002 the protocol's
        self.steps.append(done)


class TestClock:
    def test_the_morning_asks_once_and_the_work_tells_once(self, scene: Scene) -> None:
        given(scene, days=1)
        day = MONDAY + timedelta(days=3)
        assert list(due(at(day, hour=7))) == []
        (asked,) = due(at(day, hour=9))
        assert [asked] == [one for one in due(at(day, hour=11)) if one.due_at == asked.due_at]
        run: Run = OneRun(day)
        assert does(run)["told"] == 2  # overdue, and unsigned
        assert does(run)["told"] == 0
        assert works_due(day) == []
        assert DirectiveEscalation.objects.count() == 2

    def test_a_unit_is_reminded_once_for_each_limit(self, scene: Scene) -> None:
        row = given(scene, days=6)
        day = MONDAY + timedelta(days=3)
        assert works_due(MONDAY + timedelta(days=1)) == ["supervision.remind"]
        assert reminds(OneRun(MONDAY + timedelta(days=1)))["told"] == 0
        assert reminds(OneRun(day))["told"] == 2  # liaison and approver
        assert reminds(OneRun(day + timedelta(days=1)))["told"] == 0
        visible = visible_directive(SYSTEM, row.pk)
        finish(scene.world.actor("liaison"), visible, version=1, said=Said(words="已办结。"))
        assert "supervision.remind" not in works_due(day)

    def test_a_calendar_has_the_limits_of_ones_own(self, scene: Scene) -> None:
        row = given(scene, leader_id=scene.world.posts["leader"].pk)
        week = (MONDAY, MONDAY + timedelta(days=14))
        for who, uids in (
            ("liaison", [f"directive-{row.pk}"]), ("leader", [f"directive-{row.pk}"]),
            ("office", []), ("housing_liaison", []),
        ):  # fmt: skip
            events = list(calendar_events(scene.world.actor(who), *week))
            assert [event.uid for event in events] == uids, who


class TestUnits:
    def test_a_handover_names_what_is_owed(self, scene: Scene) -> None:
        row = given(scene, leader_id=scene.world.posts["leader"].pk)
        for who, code in (("liaison", "directives"), ("leader", "directives_named")):
            sort = sort_named(code)
            assert sort is not None
            one = held(scene.world.posts[who], scene.world.accounts[who].person_id, MONDAY)
            assert [owed.object_id for owed in sort.find(one)] == [row.pk]

    def test_a_successor_takes_the_open_ones_over(self, scene: Scene) -> None:
        world = scene.world
        row = visible_directive(SYSTEM, given(scene).pk)
        new = make_unit("区财政和国资局", parent=world.district, kind=Unit.Kind.DEPARTMENT)
        world.add("new", new, Role.LIAISON)
        assert count_open(world.finance.pk) == 1
        changes = pass_directives(world.finance, new, MONDAY)
        assert len(changes) == 1
        row.refresh_from_db()
        assert (row.unit, count_open(world.finance.pk)) == (new, 0)
        assert row.steps.filter(act="pass").count() == 1
        sign(world.actor("new"), visible_directive(SYSTEM, row.pk), version=row.version)
