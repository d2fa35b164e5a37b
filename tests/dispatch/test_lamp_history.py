"""Spells of lamps, lamps set by hand that end by themselves, and the history of due dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from behind import work_off
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.dispatch.actions import close_round, recompute_lamps
from guatu.ledgers.actions import EntryEdit, edit_entry
from guatu.ledgers.actions.overrides import Setting, end_lamp, set_lamp
from guatu.ledgers.models import DueShift, Entry, LampOverride, LampSpell
from guatu.ledgers.queries.history import PutOff, put_off_of
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DUE = date(2026, 7, 30)  # of the project
Spell = tuple[str, str, date, date | None]


def spells(entry: Entry) -> list[Spell]:
    rows = LampSpell.objects.filter(entry=entry).order_by("from_on")
    return list(rows.values_list("lamp", "rule", "from_on", "to_on"))


def setting(**changed: object) -> Setting:
    values = {
        "lamp": Lamp.ON_PACE,
        "reason": "实地核查属实",
        "until_on": MONDAY + timedelta(days=3),
    }
    return Setting(**(values | changed))  # type: ignore[arg-type]


def by_hand(scene: Scene, who: str = "office", **changed: object) -> LampOverride:
    entry = fresh(scene.project)
    actor = scene.world.actor(who)
    return set_lamp(actor, entry, entry.version, setting=setting(**changed), today=MONDAY)


def fresh(entry: Entry) -> Entry:
    return Entry.objects.select_related("campaign__unit", "kind", "lamp_reason").get(pk=entry.pk)


def test_a_spell_begins_only_when_the_lamp_or_its_rule_changes(scene: Scene) -> None:
    for day in (
        MONDAY,
        MONDAY + timedelta(days=1),
        DUE - timedelta(days=7),
        DUE,
        DUE + timedelta(days=1),
    ):
        recompute_lamps(SYSTEM, scene.campaign, day)

    assert spells(scene.project) == [
        ("not_started", "not_begun", MONDAY, DUE - timedelta(days=8)),
        ("due_soon", "due_soon", DUE - timedelta(days=7), DUE),
        ("overdue", "overdue", DUE + timedelta(days=1), None),
    ]  # fmt: skip


def test_a_day_has_one_lamp_the_last_one_computed_on_it(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    Entry.objects.filter(pk=scene.project.pk).update(due_on=MONDAY)
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)

    assert spells(scene.project) == [("due_soon", "due_soon", MONDAY, None)]


def test_what_a_person_sets_is_shown_and_the_computed_stays(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)

    row = by_hand(scene)

    entry = fresh(scene.project)
    assert (entry.lamp, entry.lamp_until) == (Lamp.ON_PACE, row.until_on)
    assert entry.lamp_reason.lamp == Lamp.NOT_STARTED
    assert [lamp for lamp, *_rest in spells(scene.project)] == ["not_started"]
    assert AuditEvent.objects.filter(act="lamp.set").count() == 1


def test_it_ends_by_itself_after_its_last_day(scene: Scene) -> None:
    row = by_hand(scene)
    recompute_lamps(SYSTEM, scene.campaign, row.until_on)
    assert fresh(scene.project).lamp == Lamp.ON_PACE

    recompute_lamps(SYSTEM, scene.campaign, row.until_on + timedelta(days=1))

    entry = fresh(scene.project)
    row.refresh_from_db()
    assert (entry.lamp, entry.lamp_until) == (Lamp.NOT_STARTED, None)
    assert (row.ended_on, row.ended_by) == (row.until_on, None)
    assert AuditEvent.objects.filter(act="lamp.recompute").latest("number").change_count >= 2


def test_the_daily_job_ends_it(scene: Scene, clock: Traveller) -> None:
    row = by_hand(scene)
    later = row.until_on + timedelta(days=1)
    clock.move_to(at(later))

    work_off()

    assert fresh(scene.project).lamp_until is None


def test_it_may_end_with_the_round(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    row = by_hand(scene, with_round=True, until_on=MONDAY + timedelta(days=30))
    recompute_lamps(SYSTEM, scene.campaign, MONDAY + timedelta(days=2))
    assert fresh(scene.project).lamp == Lamp.ON_PACE
    clock.move_to(at(one.ends_on + timedelta(days=1)))

    close_round(SYSTEM, one.pk, one.version, today=one.ends_on + timedelta(days=1))

    row.refresh_from_db()
    assert row.ended_on == one.ends_on
    assert fresh(scene.project).lamp == Lamp.UNREPORTED


def test_one_of_another_kind_outlives_the_round(scene: Scene, clock: Traveller) -> None:
    one = scene.open()
    by_hand(scene, until_on=MONDAY + timedelta(days=30))
    clock.move_to(at(one.ends_on + timedelta(days=1)))

    close_round(SYSTEM, one.pk, one.version, today=one.ends_on + timedelta(days=1))

    assert fresh(scene.project).lamp == Lamp.ON_PACE


def test_it_never_hides_from_the_history_that_a_day_passed(scene: Scene) -> None:
    by_hand(scene, until_on=MONDAY + timedelta(days=60))
    recompute_lamps(SYSTEM, scene.campaign, DUE + timedelta(days=1))

    assert fresh(scene.project).lamp == Lamp.ON_PACE
    assert spells(scene.project)[-1] == ("overdue", "overdue", DUE + timedelta(days=1), None)


def test_it_can_be_ended_early_with_a_reason(scene: Scene) -> None:
    row = by_hand(scene, "leader")

    end_lamp(scene.world.actor("office"), row, row.version, reason="材料不实", today=MONDAY)

    assert fresh(scene.project).lamp == Lamp.NOT_STARTED
    assert (row.ended_on, row.end_reason) == (MONDAY, "材料不实")
    with pytest.raises(InvalidState, match="已经结束"):
        end_lamp(scene.world.actor("office"), row, row.version, reason="又", today=MONDAY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "理由"),
        ({"until_on": MONDAY - timedelta(days=1)}, "92天"),
        ({"until_on": MONDAY + timedelta(days=93)}, "92天"),
        ({"lamp": Lamp.OVERDUE}, "事实"),
        ({"lamp": Lamp.DONE}, "事实"),
    ],
    ids=["no-reason", "past", "too-long", "overdue", "done"],
)
def test_what_cannot_be_set(scene: Scene, changed: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidState, match=said):
        by_hand(scene, **changed)

    assert not LampOverride.objects.exists()


def test_a_unit_does_not_set_its_own_lamp(scene: Scene) -> None:
    for who in ("liaison", "approver"):
        with pytest.raises(NotAllowed):
            by_hand(scene, who)


def test_two_people_on_one_lamp_do_not_both_set_it(scene: Scene) -> None:
    entry = fresh(scene.project)
    stale = entry.version
    by_hand(scene)

    with pytest.raises(Stale):
        set_lamp(
            scene.world.actor("office"), fresh(scene.project), stale,
            setting=setting(), today=MONDAY,
        )  # fmt: skip
    with pytest.raises(InvalidState, match="已有人工认定"):
        by_hand(scene)


def test_the_pages_show_it_and_take_it_back(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    client, entry = scene.world.client("office"), fresh(scene.project)
    address = f"/ledgers/entries/{entry.pk}/lamps/"
    form = {
        "lamp": "on_pace", "reason": "实地核查", "until_on": "2026-06-20", "version": str(entry.version)
    }  # fmt: skip
    wrong = client.post(f"{address}set/", {**form, "reason": ""})
    assert (wrong.status_code, "必填" in wrong.content.decode()) == (422, True)

    assert client.post(f"{address}set/", form).status_code == 302

    page = client.get(f"/ledgers/entries/{entry.pk}/").content.decode()
    assert "人工认定至6月20日" in page
    assert (
        "人工认定至6月20日"
        in client.get(f"/ledgers/{scene.campaign.slug}/project/").content.decode()
    )
    past = scene.world.client("liaison").get(address).content.decode()
    assert "实地核查" in past
    assert "/end/" not in past  # a unit sees it, and cannot end it
    row = LampOverride.objects.get()
    assert (
        client.post(f"{address}{row.pk}/end/", {"reason": "撤回", "version": "1"}).status_code
        == 302
    )
    assert "撤回" in client.get(address).content.decode()


def test_each_move_of_a_due_date_is_kept_and_counted(scene: Scene) -> None:
    office = scene.world.actor("office")
    for days in (15, 30, -5):
        entry = fresh(scene.project)
        day = entry.due_on + timedelta(days=days)
        edit = EntryEdit(columns={"due_on": day}, reason="管线迁改")
        edit_entry(office, entry, version=entry.version, edit=edit)

    rows = DueShift.objects.filter(entry=scene.project).order_by("pk")
    assert list(rows.values_list("days", flat=True)) == [15, 30, -5]
    assert rows[0].from_due_on == DUE
    assert (rows[0].reason, rows[0].approved_by) == ("管线迁改", office.person_id)
    assert put_off_of([scene.project.pk, scene.task.pk]) == {
        scene.project.pk: PutOff(times=2, days=45)
    }
    client = scene.world.client("liaison")
    assert "已延期2次，共45天" in client.get(f"/ledgers/entries/{entry.pk}/").content.decode()
    past = client.get(f"/ledgers/entries/{entry.pk}/lamps/").content.decode()
    assert "推迟30天" in past
    assert "提前5天" in past
