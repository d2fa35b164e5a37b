"""任务调整 (T12): asked by who leads, decided by who approved, the old line kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from scenes import Scene, make_scene
from worlds import World, appoint, make_unit

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import NewTarget, insert_targets
from guatu.campaigns.models import Target, Validity
from guatu.core.actors import Role
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import EntryEdit, Proof, edit_entry
from guatu.ledgers.models import Duty, Entry
from guatu.planning.actions.adjusting import Wish, ask_adjustment, withdraw_adjustment
from guatu.planning.actions.adjusting_decisions import Paper, Verdict, decide_adjustment
from guatu.planning.lines import LEADS, Line
from guatu.planning.models import Adjustment, Issuance, IssuanceLine, IssuanceStep
from guatu.planning.queries.adjusting import (
    Wanted,
    adjustment_page,
    as_it_was,
    postponed_by_unit,
    waiting_for,
)
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db
Kind = Adjustment.Kind
APPROVED, REFUSED = Verdict(state="approved"), Verdict(state="refused", note="时间充裕")
SCAN = Proof(payload=b"%PDF-1.4\n%%EOF\n", file_name="sheet.pdf")
TODAY = timezone.localdate


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


@pytest.fixture
def target(scene: Scene) -> Target:
    new = NewTarget(
        indicator="新建停车泊位", op=">=", value=Decimal("730.50"), measure="个",
        written="新建停车泊位730.50个", unit_id=scene.world.finance.pk,
    )  # fmt: skip
    return insert_targets(scene.campaign, [new])[0]


def later(entry: Entry, days: int = 30) -> date:
    assert entry.due_on is not None
    return entry.due_on + timedelta(days=days)


def ask(scene: Scene, line: Line, kind: str, who: str = "approver", **values: object) -> Adjustment:
    wish = Wish(kind=kind, reason="资金未到位", **values)  # type: ignore[arg-type]
    return ask_adjustment(scene.world.actor(who), line, wish)


def decide(scene: Scene, row: Adjustment, who: str = "office", verdict: Verdict = APPROVED) -> Line:
    return decide_adjustment(
        scene.world.actor(who), row, row.version, verdict=verdict, today=TODAY()
    )


def issue(scene: Scene, line: Entry, *, post_id: int | None, reason: str = "") -> None:
    """Put a line into a list that a post approved, or whose approval was skipped."""
    now = timezone.now()
    issuance = Issuance.objects.create(campaign=scene.campaign, title="分解表", created_at=now)
    IssuanceLine.objects.create(issuance=issuance, entry=line, position=1)
    IssuanceStep.objects.create(
        issuance=issuance, code="approve", happened_on=TODAY(), recorded_at=now, post_id=post_id,
        is_skipped=post_id is None, reason=reason,
    )  # fmt: skip


def test_a_postponement_changes_the_line_once_approved_and_not_before(scene: Scene) -> None:
    old, new = scene.task.due_on, later(scene.task)
    row = ask(scene, scene.task, Kind.POSTPONE, due_on=new)

    assert Entry.objects.get(pk=scene.task.pk).due_on == old

    decide(scene, row)
    entry = Entry.objects.get(pk=scene.task.pk)
    event = AuditEvent.objects.get(act="adjustment.approve")
    change = event.changes.get(object_type="ledgers.entry")

    assert entry.due_on == new
    assert entry.version == scene.task.version + 1
    assert (change.before, change.after) == (
        {"due_on": str(old)},
        {"due_on": str(new)},
    )
    assert row.before == {"due_on": str(old)}
    assert row.effective_on == TODAY()


def test_the_line_as_it_was_on_a_day_comes_out_of_the_rows(scene: Scene) -> None:
    days = [scene.task.due_on, later(scene.task), later(scene.task, 60)]
    for ago, day in ((20, days[1]), (10, days[2])):
        entry = Entry.objects.get(pk=scene.task.pk)
        row = ask(scene, entry, Kind.POSTPONE, due_on=day)
        decide(scene, row)
        Adjustment.objects.filter(pk=row.pk).update(effective_on=TODAY() - timedelta(days=ago))
    entry = Entry.objects.get(pk=scene.task.pk)
    then = [
        as_it_was(entry, ["due_on"], TODAY() - timedelta(days=ago))["due_on"]
        for ago in (30, 20, 11, 10, 0)
    ]

    assert then == [str(days[0]), str(days[1]), str(days[1]), str(days[2]), str(days[2])]


def test_nobody_decides_on_an_own_request_nor_at_another_post(scene: Scene) -> None:
    own = ask(scene, scene.task, Kind.SUSPEND, who="office")
    other = ask(scene, scene.project, Kind.SUSPEND)
    for row, who in ((own, "office"), (own, "leader"), (own, "approver"), (other, "unit_admin")):
        with pytest.raises(NotAllowed):
            decide(scene, row, who)

    assert set(Entry.objects.values_list("validity", flat=True)) == {Validity.IN_FORCE}


def test_the_post_that_approved_the_list_decides_and_its_deputy(scene: Scene) -> None:
    world = scene.world
    issue(scene, scene.task, post_id=world.posts["leader"].pk)
    row = ask(scene, scene.task, Kind.POSTPONE, due_on=later(scene.task))
    with pytest.raises(NotAllowed):
        decide(scene, row, "office")

    assert [one.pk for one in waiting_for(world.actor("leader"))] == [row.pk]
    assert waiting_for(world.actor("office")) == []

    deputy = world.accounts["housing_approver"].person
    appoint(deputy, world.posts["leader"], is_deputy=True, ended_on=TODAY() + timedelta(days=1))
    decide(scene, row, "housing_approver")

    assert (row.decided_by, row.decided_post_id) == (deputy.pk, world.posts["leader"].pk)


def test_a_deputy_whose_time_is_over_decides_nothing(scene: Scene) -> None:
    world = scene.world
    issue(scene, scene.task, post_id=world.posts["leader"].pk)
    row = ask(scene, scene.task, Kind.SUSPEND)
    appoint(
        world.accounts["housing_approver"].person, world.posts["leader"], is_deputy=True,
        started_on=TODAY() - timedelta(days=9), ended_on=TODAY() - timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        decide(scene, row, "housing_approver")


def test_an_edit_does_not_put_off_what_a_leader_approved(scene: Scene) -> None:
    office = scene.world.actor("office")
    entry = Entry.objects.select_related("campaign__unit", "kind", "unit").get(pk=scene.task.pk)
    edit = EntryEdit(columns={"due_on": later(entry)}, reason="汛期")
    sooner = EntryEdit(columns={"due_on": later(entry, -30)})
    issue(scene, scene.task, post_id=scene.world.posts["leader"].pk)
    with pytest.raises(InvalidState):
        edit_entry(office, entry, version=entry.version, edit=edit)
    edit_entry(office, entry, version=entry.version, edit=sooner)

    assert Entry.objects.get(pk=entry.pk).due_on == later(scene.task, -30)

    IssuanceStep.objects.update(is_skipped=True, reason="常务会已定")
    edit_entry(office, entry, version=entry.version, edit=edit)

    assert Entry.objects.get(pk=entry.pk).due_on == later(scene.task)


def test_where_approval_was_skipped_the_office_decides(scene: Scene) -> None:
    issue(scene, scene.task, post_id=None, reason="常务会已定")
    row = ask(scene, scene.task, Kind.SUSPEND)
    with pytest.raises(NotAllowed):
        decide(scene, row, "leader")
    decide(scene, row, "office")

    assert Entry.objects.get(pk=scene.task.pk).validity == Validity.SUSPENDED


def test_a_word_on_paper_is_that_of_who_signed_not_of_who_entered_it(scene: Scene) -> None:
    world = scene.world
    leader = world.accounts["leader"].person_id
    issue(scene, scene.task, post_id=world.posts["leader"].pk)
    row = ask(scene, scene.task, Kind.SUSPEND, who="office")
    paper = Paper(scan=SCAN, person_id=leader, post_id=world.posts["leader"].pk, signed_on=TODAY())
    stranger = replace(paper, person_id=world.accounts["liaison"].person_id)
    early = replace(paper, signed_on=TODAY() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        decide(scene, row, "office", replace(APPROVED, paper=stranger))
    with pytest.raises(NotAllowed):
        decide(scene, row, "approver", replace(APPROVED, paper=paper))
    with pytest.raises(InvalidState):
        decide(scene, row, "office", replace(APPROVED, paper=early))
    decide(scene, row, "office", replace(APPROVED, paper=paper))

    assert (row.decided_by, row.recorded_by) == (leader, world.accounts["office"].person_id)
    assert row.sheet is not None
    assert row.sheet.file_name == "sheet.pdf"


def test_a_refusal_needs_a_note_and_leaves_the_line(scene: Scene) -> None:
    row = ask(scene, scene.task, Kind.SUSPEND)
    with pytest.raises(InvalidState):
        decide(scene, row, verdict=Verdict(state="refused"))
    decide(scene, row, verdict=REFUSED)

    assert Entry.objects.get(pk=scene.task.pk).validity == Validity.IN_FORCE
    with pytest.raises(InvalidState):
        decide(scene, row)


@pytest.mark.parametrize(
    ("kind", "value", "is_right"),
    [("raise", "800", True), ("raise", "700", False), ("lower", "700", True),
     ("lower", "800", False), ("lower", "730.50", False)],
)  # fmt: skip
def test_a_figure_goes_where_its_kind_says_and_the_old_one_is_kept(
    scene: Scene, target: Target, kind: str, value: str, *, is_right: bool
) -> None:
    def asked() -> Adjustment:
        return ask(scene, target, kind, figure=Decimal(value), measure="个", written=f"{value}个")

    if not is_right:
        with pytest.raises(InvalidState):
            asked()
        return
    row = asked()
    decide(scene, row)
    target.refresh_from_db()

    assert (target.mantissa, target.scale, target.written) == (int(value), 0, f"{value}个")
    assert (row.before["mantissa"], row.before["scale"]) == (73050, 2)
    assert row.before["written"] == "新建停车泊位730.50个"


def test_moving_out_to_a_unit_hands_the_duty_over(scene: Scene) -> None:
    row = ask(scene, scene.task, Kind.MOVE_OUT, to_unit=scene.world.housing)
    decide(scene, row)
    entry = Entry.objects.get(pk=scene.task.pk)
    duties = set(Duty.objects.filter(entry=entry).values_list("unit_id", "role"))

    assert (entry.unit_id, entry.validity) == (scene.world.housing.pk, Validity.IN_FORCE)
    assert duties == {(scene.world.housing.pk, "lead")}
    assert row.before == {LEADS: [scene.world.finance.pk]}


def test_moving_out_of_the_campaign_and_back(scene: Scene) -> None:
    decide(scene, ask(scene, scene.task, Kind.MOVE_OUT))
    gone = Entry.objects.get(pk=scene.task.pk)

    assert gone.validity == Validity.MOVED_OUT

    decide(scene, ask(scene, gone, Kind.RESUME))

    assert Entry.objects.get(pk=scene.task.pk).validity == Validity.IN_FORCE


def test_a_merged_line_points_to_where_it_went(scene: Scene) -> None:
    row = ask(scene, scene.project, Kind.MERGE, into=scene.task)
    decide(scene, row)

    assert Entry.objects.get(pk=scene.project.pk).validity == Validity.MERGED
    assert row.into_entry == scene.task
    with pytest.raises(InvalidState):
        ask(scene, scene.task, Kind.MERGE, into=Entry.objects.get(pk=scene.project.pk))
    with pytest.raises(InvalidState):
        ask(scene, scene.task, Kind.MERGE, into=scene.task)


def test_what_was_late_stays_late(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)
    CheckIn.objects.filter(entry=scene.task).update(is_late=True)
    decide(scene, ask(scene, scene.task, Kind.POSTPONE, due_on=later(scene.task)))

    assert set(CheckIn.objects.filter(entry=scene.task).values_list("is_late", flat=True)) == {True}


def test_the_lamp_is_lit_anew_in_the_same_act(scene: Scene) -> None:
    Entry.objects.filter(pk=scene.task.pk).update(
        due_on=TODAY() - timedelta(days=3), starts_on=None, lamp="overdue"
    )
    entry = Entry.objects.get(pk=scene.task.pk)
    row = ask(scene, entry, Kind.POSTPONE, due_on=TODAY() + timedelta(days=90))
    decide(scene, row)

    assert Entry.objects.get(pk=scene.task.pk).lamp != "overdue"


def test_one_request_a_line_waits_at_a_time(scene: Scene) -> None:
    row = ask(scene, scene.task, Kind.SUSPEND)
    with pytest.raises(InvalidState):
        ask(scene, scene.task, Kind.POSTPONE, due_on=later(scene.task))
    withdraw_adjustment(scene.world.actor("unit_admin"), row, row.version)

    assert ask(scene, scene.task, Kind.POSTPONE, due_on=later(scene.task)).state == "asked"


def test_a_line_that_changed_since_is_not_overwritten(scene: Scene) -> None:
    row = ask(scene, scene.task, Kind.POSTPONE, due_on=later(scene.task, 60))
    Entry.objects.filter(pk=scene.task.pk).update(due_on=later(scene.task))
    with pytest.raises(InvalidState):
        decide(scene, row)
    row = Adjustment.objects.get(pk=row.pk)

    assert row.state == "asked"


def test_two_decisions_at_once_are_told_apart(scene: Scene) -> None:
    row = ask(scene, scene.task, Kind.SUSPEND)
    again = Adjustment.objects.select_related("campaign__unit", "entry").get(pk=row.pk)
    decide(scene, row)
    with pytest.raises(Stale):
        decide(scene, again, verdict=REFUSED)


@pytest.mark.parametrize("who", ["liaison", "housing_approver", "leader", "assessor"])
def test_only_who_leads_or_the_office_asks(scene: Scene, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        ask(scene, scene.task, Kind.SUSPEND, who=who)


def test_postponements_are_counted_for_each_unit(scene: Scene) -> None:
    decide(scene, ask(scene, scene.task, Kind.POSTPONE, due_on=later(scene.task)))
    decide(
        scene,
        ask(scene, scene.project, Kind.POSTPONE, due_on=later(scene.project)),
        verdict=REFUSED,
    )
    counted = postponed_by_unit(scene.world.actor("office"), scene.campaign)

    assert [(unit.name, count) for unit, count in counted] == [("区财政局", 1)]


def test_the_pages_show_the_struck_value_with_reason_and_approver(scene: Scene) -> None:
    world = scene.world
    asking = world.client("approver")
    address = reverse("planning:ask-entry", args=[scene.task.pk])
    new = later(scene.task)
    response = asking.post(
        f"{address}?kind=postpone", {"due_on": new.isoformat(), "reason": "汛期停工"}
    )
    row = Adjustment.objects.get()

    assert response.status_code == 302

    decided = world.client("office").post(
        reverse("planning:adjustment-decide", args=[row.pk]),
        {"state": "approved", "note": "", "version": row.version},
    )
    part = asking.get(
        reverse("planning:entry-adjustments", args=[scene.task.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    listed = asking.get(
        reverse("planning:adjustments"), {"campaign": scene.campaign.slug}
    ).content.decode()

    assert decided.status_code == 302
    for page in (part, listed):
        assert "<del>2026年12月31日</del>" in page
        assert "汛期停工" in page
        assert "office" in page  # who approved


def test_the_list_narrows_and_pages(scene: Scene) -> None:
    now = timezone.now()
    Adjustment.objects.bulk_create(
        Adjustment(
            campaign=scene.campaign, entry=scene.task, unit=scene.world.finance, kind="suspend",
            state="refused", reason=f"理由{n}", asked_at=now, decided_at=now,
        )
        for n in range(51)
    )  # fmt: skip
    actor = scene.world.actor("office")
    first = adjustment_page(actor, Wanted(campaign=scene.campaign))
    last = adjustment_page(actor, Wanted(campaign=scene.campaign, after=first.next))
    other = adjustment_page(actor, Wanted(campaign=scene.campaign, kind="postpone"))
    query = {"campaign": scene.campaign.slug, "after": first.next}
    page = scene.world.client("office").get(reverse("planning:adjustments"), query)

    assert (len(first.rows), first.count) == (50, 51)
    assert ([row.reason for row in last.rows], last.next) == (["理由0"], None)
    assert other.rows == []
    assert "理由0</td>" in page.content.decode()


def test_a_town_elsewhere_sees_no_request(scene: Scene) -> None:
    row = ask(scene, scene.task, Kind.SUSPEND)
    far = make_unit("远山镇", parent=scene.world.district)
    scene.world.add("far", far, Role.CAMPAIGN_OFFICE)
    response = scene.world.client("far").get(reverse("planning:adjustment", args=[row.pk]))

    assert response.status_code == 404
