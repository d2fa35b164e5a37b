"""The page of cadences: made, looked at, changed, paused, ended; and more time for one unit."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from scenes import MONDAY, Scene, at
from time_machine import Traveller
from worlds import make_campaign

from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign, Plan
from guatu.core.lamps import Lamp
from guatu.dispatch.actions.extensions import extend
from guatu.dispatch.actions.keeping import change_cadence, end_cadence, make_cadence, pause_cadence
from guatu.dispatch.actions.running import open_due
from guatu.dispatch.models import Cadence, Round, RoundExtension
from guatu.dispatch.queries.cadences import asked_already, overlaps
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry
from guatu.notices.calendar import events_of
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FRIDAY = date(2026, 6, 19)
FORM = {
    "event": "旬报", "every": "ten-days", "asks_check_ins": "on", "weekday": "5",
    "due_day": "10", "due_time": "17:30", "off_days": "earlier", "lead_days": "3",
    "grace_hours": "2", "freeze_days": "5", "remind_before": "48，24", "remind_after": "",
    "owes": "leads", "weight": "all", "kinds": ["project"],
}  # fmt: skip


def post(scene: Scene, address: str, who: str = "office", **fields: object) -> object:
    client = scene.world.client(who)
    return client.post(address, {"idempotency_key": uuid4().hex, **fields})


def narrow(scene: Scene) -> None:
    """Let the weekly cadence leave projects to others."""
    Cadence.objects.filter(pk=scene.cadence.pk).update(kinds=["task"])


def new_address(scene: Scene) -> str:
    return reverse("dispatch:cadence-new", args=[scene.campaign.slug])


def test_a_cadence_is_looked_at_before_it_is_saved(scene: Scene) -> None:
    narrow(scene)
    shown = post(scene, new_address(scene), **FORM, do="preview", version="1")

    page = shown.content.decode()
    assert shown.status_code == 200
    assert "6月18日 (周四) 17:30" in page  # the 20th is a Saturday, the 19th a holiday
    assert Cadence.objects.count() == 1

    saved = post(scene, new_address(scene), **FORM, do="save", version="1")

    assert saved.status_code == 302
    made = Cadence.objects.get(event="旬报")
    assert (made.due_day, made.due_minute, made.lead_hours, made.off_days) == (
        10, 17 * 60 + 30, 72, "earlier",
    )  # fmt: skip
    assert (made.hours_before, made.hours_after, made.kinds) == ([48, 24], [], ["project"])
    assert made.begins_on == MONDAY
    assert AuditEvent.objects.filter(act="cadence.create").count() == 2


def test_what_is_asked_already_is_refused_with_its_place(scene: Scene) -> None:
    refused = post(scene, new_address(scene), **FORM, do="save", version="1")

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“周调度填报”已向同样的单位要求填报同样的事项" in page
    assert f"#cadence-{scene.cadence.pk}" in page
    assert Cadence.objects.count() == 1


def beside(scene: Scene, title: str, parent: Entry | None = None) -> Cadence:
    """Lay a special campaign under the scene's with one line of the finance bureau, and its cadence."""
    child = make_campaign(scene.world.district, parent=scene.campaign)
    lead = Assigned(unit_id=scene.world.finance.pk)
    parent_id = parent.pk if parent else None
    insert_entries(child, "task", [NewEntry(title=title, leads=(lead,), parent_id=parent_id)])
    return Cadence(campaign=child, event="专项周报", every=Cadence.Every.WEEK, asks_check_ins=True)


def led_by_finance(scene: Scene, title: str) -> Entry:
    lead = Assigned(unit_id=scene.world.finance.pk)
    (entry,) = insert_entries(scene.campaign, "task", [NewEntry(title=title, leads=(lead,))])
    return entry


def test_a_special_campaign_does_not_ask_the_same_unit_about_the_same_line(scene: Scene) -> None:
    led_by_finance(scene, "清理拖欠账款")
    special = beside(scene, "清理拖欠账款")

    found = asked_already(special, MONDAY)

    assert found is not None
    assert (found.cadence.pk, found.entry) == (scene.cadence.pk, "清理拖欠账款")
    page = post(
        scene, reverse("dispatch:cadence-new", args=[special.campaign.slug]),
        **(FORM | {"kinds": ["task"]}), do="save", version="1",
    )  # fmt: skip
    assert page.status_code == 422
    assert f"“{scene.campaign}”的“{scene.cadence.event}”已向同一单位要求填报“清理拖欠账款”" in (
        page.content.decode()
    )
    assert not Cadence.objects.filter(campaign=special.campaign).exists()


def test_a_line_taken_on_below_is_asked_once_and_no_double(scene: Scene) -> None:
    above = led_by_finance(scene, "清理拖欠账款")

    assert asked_already(beside(scene, "清理拖欠账款", above), MONDAY) is None
    assert asked_already(beside(scene, "另一件事"), MONDAY) is None


def test_two_special_campaigns_do_not_both_take_one_line_on_for_one_unit(scene: Scene) -> None:
    above = led_by_finance(scene, "清理拖欠账款")
    first, second = (beside(scene, title, above) for title in ("账款一", "账款二"))
    first.save()

    found = asked_already(second, MONDAY)

    assert found is not None
    assert (found.cadence.pk, found.entry) == (first.pk, "账款二")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due_time": "25:00"}, "请写成17:30"),
        ({"remind_before": "明天"}, "请填1至240的小时数"),
        ({"remind_before": "1 2 3 4 5"}, "最多提醒四次"),
        ({"begins_on": "2026-07-01", "ends_on": "2026-06-30"}, "id_ends_on"),
        ({"quote": "方案里没有的话"}, "本行动的方案中没有这句话"),
        ({"due_day": "32"}, "id_due_day"),
        ({"kinds": ["unknown"]}, "error"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    scene: Scene, fields: dict[str, object], said: str
) -> None:
    narrow(scene)
    refused = post(scene, new_address(scene), **(FORM | fields), do="save", version="1")

    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert Cadence.objects.count() == 1


def test_a_cadence_names_its_sentence(scene: Scene) -> None:
    narrow(scene)
    plan = Plan.objects.create(
        campaign=scene.campaign, title="方案", text="一、机制\n每旬通报进展。", text_digest="d",
        loaded_at=at(MONDAY), unit=scene.world.district,
    )  # fmt: skip
    post(scene, new_address(scene), **FORM, quote="每旬通报进展", do="save", version="1")

    made = Cadence.objects.get(event="旬报")
    assert (made.plan, made.quote_start, made.quote_end) == (plan, 5, 11)
    page = scene.world.client("office").get(
        reverse("dispatch:cadences", args=[scene.campaign.slug])
    )
    assert "每旬通报进展" in page.content.decode()


def test_the_town_is_not_asked_every_day_nor_anybody_for_a_score(scene: Scene) -> None:
    Unit.objects.filter(pk=scene.world.finance.pk).update(kind="township")
    daily = FORM | {"event": "日报", "every": "day"}

    refused = post(scene, new_address(scene), **daily, do="save", version="1")
    named = post(scene, new_address(scene), **FORM | {"event": "积分排名"}, do="save", version="1")

    assert (refused.status_code, named.status_code) == (422, 422)
    assert "除应急外" in refused.content.decode()
    assert [row.details["rule"] for row in AuditEvent.objects.filter(act="rule.refuse")] == [
        "frequent", "points",
    ]  # fmt: skip
    assert Cadence.objects.count() == 1
    Unit.objects.filter(pk=scene.world.finance.pk).update(kind="department")
    narrow(scene)
    assert post(scene, new_address(scene), **daily, do="save", version="1").status_code == 302


def test_a_change_leaves_the_open_round_and_says_so(scene: Scene) -> None:
    Cadence.objects.filter(pk=scene.cadence.pk).update(begins_on=MONDAY)
    open_due(scene.cadence.pk, at(MONDAY), after_each=lambda _n: None)
    address = reverse("dispatch:cadence", args=[scene.cadence.pk])
    fields = FORM | {"every": "week", "weekday": "3", "kinds": [], "event": "周报"}

    page = post(scene, address, **fields, do="preview", version="1").content.decode()
    assert "第1期正在填报，6月19日 (周五) 24:00截止，日期不变" in page
    assert post(scene, address, **fields, do="save", version="1").status_code == 302

    one = Round.objects.get()
    assert one.until == at(date(2026, 6, 20), 0)
    scene.cadence.refresh_from_db()
    assert (scene.cadence.weekday, scene.cadence.version) == (3, 2)
    with pytest.raises(Stale):
        change_cadence(scene.world.actor("office"), scene.cadence.pk, 1, {"event": "周会"})


@pytest.mark.parametrize("who", ["liaison", "approver", "leader", "assessor"])
def test_only_the_office_of_the_campaign_keeps_cadences(scene: Scene, who: str) -> None:
    actor = scene.world.actor(who)
    with pytest.raises((NotAllowed, NotFound)):
        make_cadence(actor, scene.campaign, {"event": "月报", "every": "month"})
    with pytest.raises((NotAllowed, NotFound)):
        end_cadence(actor, scene.cadence.pk, 1, today=MONDAY)


def test_a_closed_campaign_gets_no_cadence(scene: Scene) -> None:
    Campaign.objects.filter(pk=scene.campaign.pk).update(status=Campaign.Status.CLOSED)
    scene.campaign.refresh_from_db()

    with pytest.raises(InvalidState):
        make_cadence(scene.world.actor("office"), scene.campaign, {"event": "月报"})


def test_pausing_and_ending_are_said_once(scene: Scene) -> None:
    office = scene.world.actor("office")
    paused = pause_cadence(office, scene.cadence.pk, 1, is_paused=True)
    with pytest.raises(InvalidState):
        pause_cadence(office, scene.cadence.pk, paused.version, is_paused=True)
    going = pause_cadence(office, scene.cadence.pk, paused.version, is_paused=False)
    assert going.begins_on == MONDAY

    ended = end_cadence(office, scene.cadence.pk, going.version, today=MONDAY)
    assert ended.ends_on == MONDAY
    with pytest.raises(InvalidState):
        end_cadence(office, scene.cadence.pk, ended.version, today=MONDAY)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, True),
        ({"kinds": ["task"]}, {"kinds": ["project"]}, False),
        ({"kinds": ["task"]}, {}, True),
        ({"lamps": ["severe"]}, {"lamps": ["on_pace"]}, False),
        ({"lamps": ["severe"]}, {"lamps": ["severe", "overdue"]}, True),
        ({"weight": "led"}, {"weight": "unled"}, False),
        ({"weight": "led"}, {"weight": "all"}, True),
        ({"owes": "leads"}, {}, True),
    ],
)
def test_two_cadences_overlap_where_they_ask_the_same(
    one: dict[str, object],
    other: dict[str, object],
    expected: bool,  # noqa: FBT001 a case
) -> None:
    cadences = Cadence(**one), Cadence(**other)

    assert overlaps(*cadences) is expected
    assert overlaps(*reversed(cadences)) is expected


def test_red_entries_every_week_and_the_others_every_month(scene: Scene, clock: Traveller) -> None:
    office = scene.world.actor("office")
    red = [Lamp.SEVERE.value, Lamp.OVERDUE.value]
    rest = [lamp.value for lamp in Lamp if lamp.value not in red and lamp is not Lamp.DONE]
    change_cadence(office, scene.cadence.pk, 1, {"lamps": red})
    monthly = make_cadence(
        office,
        scene.campaign,
        {"event": "月报", "every": "month", "asks_check_ins": True, "lamps": rest,
         "lead_hours": 5 * 24},
    )  # fmt: skip
    type(scene.task).objects.filter(pk=scene.task.pk).update(lamp=Lamp.SEVERE)
    type(scene.project).objects.filter(pk=scene.project.pk).update(lamp=Lamp.ON_PACE)
    scene.cadence.refresh_from_db()
    assert open_due(scene.cadence.pk, at(MONDAY), after_each=lambda _n: None) == 1
    assert open_due(monthly.pk, at(MONDAY), after_each=lambda _n: None) == 0

    last = date(2026, 6, 26)
    clock.move_to(at(last))
    type(scene.project).objects.filter(pk=scene.project.pk).update(lamp=Lamp.ON_PACE)
    assert open_due(monthly.pk, at(last), after_each=lambda _n: None) == 1

    by_round = {
        one.cadence.event: {row.entry_id for row in one.check_ins.all()}
        for one in Round.objects.select_related("cadence")
    }
    assert by_round == {"周调度填报": {scene.task.pk}, "月报": {scene.project.pk}}


def test_more_time_is_granted_with_a_reason_before_the_cut_off(
    scene: Scene, clock: Traveller
) -> None:
    Cadence.objects.filter(pk=scene.cadence.pk).update(begins_on=MONDAY)
    open_due(scene.cadence.pk, at(MONDAY), after_each=lambda _n: None)
    one = Round.objects.get()
    address = reverse("dispatch:extend", args=[one.pk])
    fields = {"unit": scene.world.finance.pk, "until": "2026-06-22", "reason": "系统迁移"}
    assert post(scene, address, **(fields | {"reason": " "})).status_code == 422
    assert post(scene, address, **(fields | {"until": "2026-06-19"})).status_code == 422
    assert post(scene, address, **(fields | {"unit": scene.world.town.pk})).status_code == 404
    assert not RoundExtension.objects.exists()

    assert post(scene, address, **fields).status_code == 302
    assert post(scene, address, **(fields | {"until": "2026-06-23"})).status_code == 302

    row = RoundExtension.objects.get()
    assert (row.late_at, row.version) == (at(date(2026, 6, 24), 0), 2)
    page = scene.world.client("office").get(reverse("dispatch:round", args=[one.pk]))
    assert "延长后" not in page.content.decode()
    assert "系统迁移" in page.content.decode()
    clock.move_to(at(date(2026, 6, 20), 9))
    with pytest.raises(InvalidState):
        extend(
            scene.world.actor("office"), one.pk, scene.world.housing.pk,
            until=at(date(2026, 6, 25)), reason="太晚",
        )  # fmt: skip


def test_rounds_stand_in_the_calendar_of_those_they_ask(scene: Scene) -> None:
    one = scene.open()

    mine = events_of(scene.world.actor("liaison"), MONDAY, FRIDAY)
    strange = events_of(scene.world.actor("stranger"), MONDAY, FRIDAY)

    assert [event.uid for event in mine if event.uid.startswith("round-")] == [f"round-{one.pk}"]
    assert not [event for event in strange if event.uid.startswith("round-")]


def test_the_page_shows_the_year_and_the_next_rounds(scene: Scene) -> None:
    page = scene.world.client("office").get(
        reverse("dispatch:cadences", args=[scene.campaign.slug])
    )

    text = page.content.decode()
    assert "周五 24:00截止" in text
    assert "全年截止日历" in text
    assert "6月26日" in text
