"""The tree of units: what is seen of it, and the dated acts that change it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from scenes import make_scene
from worlds import World, appoint, make_person, make_post, make_unit

from guatu.accounts import actions
from guatu.accounts.actions import NewUnit, Offshoot
from guatu.accounts.models import Appointment, TaskForceMembership, Unit, UnitChange
from guatu.accounts.queries import unit_names, unit_tree, units_in
from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_observations,
    insert_targets,
)
from guatu.campaigns.models import Observation
from guatu.core.actors import SYSTEM, Role
from guatu.core.unitnames import match_unit_names
from guatu.dispatch.actions import close_round, freeze_round
from guatu.ledgers.models import Entry
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 1)


def names(world: World, who: str, **options: Any) -> list[str]:
    return [f"{'  ' * n.level}{n.name}" for n in unit_tree(world.actor(who), **options)]


def test_the_tree_follows_the_official_order_and_children_follow_parents(world: World) -> None:
    make_unit("柳河镇石湾村", kind=Unit.Kind.VILLAGE, parent=world.town)
    Unit.objects.filter(pk=world.town.pk).update(official_order=0)

    assert names(world, "system") == [
        "青溪区",
        "  柳河镇",
        "    柳河镇石湾村",
        "  区委督查室",
        "  区财政局",
        "  区住房和城乡建设局",
    ]


def test_a_unit_administrator_sees_only_the_own_subtree(world: World) -> None:
    make_unit("区国库支付中心", parent=world.finance)

    assert names(world, "unit_admin") == ["区财政局", "  区国库支付中心"]


def test_searching_keeps_the_way_up_and_looks_at_aliases(world: World) -> None:
    actions.add_alias(SYSTEM, world.housing, "建设局")

    assert names(world, "system", words="建设局") == ["青溪区", "  区住房和城乡建设局"]


def test_names_for_matching_come_with_short_names_and_aliases(world: World) -> None:
    actions.add_alias(SYSTEM, world.housing, "建设局")
    found = match_unit_names(["建设局", "区住建局", "各镇街"], unit_names(world.actor("office")))

    assert [match.unit_ids for match in found.values()] == [
        (world.housing.pk,),
        (world.housing.pk,),
        (world.town.pk,),
    ]


def test_creating_takes_the_next_place_and_is_on_record(world: World) -> None:
    new = NewUnit(
        name="城南街道", kind=Unit.Kind.TOWNSHIP, parent=world.district, aliases=("城南",)
    )
    unit = actions.create_unit(world.actor("system"), new)

    assert unit.path == f"{world.district.path}0005"
    assert unit.official_order > world.town.official_order
    assert [alias.name for alias in unit.aliases.all()] == ["城南"]
    assert AuditEvent.objects.get().act == "unit.create"


@pytest.mark.parametrize(
    "who", ["security", "auditor", "leader", "assessor", "unit_admin", "liaison", "approver"]
)
def test_most_roles_create_no_unit(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.create_unit(
            world.actor(who), NewUnit(name="新局", kind="department", parent=world.finance)
        )


def test_the_office_creates_beneath_its_scope_but_no_root(world: World) -> None:
    office = world.actor("office")
    actions.create_unit(office, NewUnit(name="新局", kind="department", parent=world.district))
    with pytest.raises(NotAllowed):
        actions.create_unit(office, NewUnit(name="另一区", kind="government", parent=None))


def test_a_name_in_force_is_taken(world: World) -> None:
    with pytest.raises(InvalidState):
        actions.create_unit(
            SYSTEM, NewUnit(name="区财政局", kind="department", parent=world.district)
        )


def test_two_towns_may_each_have_a_village_of_one_name(world: World) -> None:
    other = actions.create_unit(
        SYSTEM, NewUnit(name="石桥镇", kind="township", parent=world.district)
    )
    villages = [
        actions.create_unit(SYSTEM, NewUnit(name="新村", kind="village", parent=town))
        for town in (world.town, other)
    ]
    with pytest.raises(InvalidState):
        actions.create_unit(SYSTEM, NewUnit(name="新村", kind="village", parent=other))
    with pytest.raises(InvalidState):
        actions.move_unit(SYSTEM, villages[0], other, effective_on=TODAY, version=1)
    with pytest.raises(InvalidState):
        actions.merge_unit(SYSTEM, other, world.town, effective_on=TODAY, version=1)

    assert Unit.objects.filter(name="新村", valid_to=None).count() == 2


def test_renaming_keeps_the_old_name_as_alias_and_as_a_dated_row(world: World) -> None:
    change = actions.rename_unit(
        SYSTEM, world.finance, name="区财政金融局", effective_on=TODAY, version=1, reason="机构改革"
    )
    world.finance.refresh_from_db()

    assert world.finance.name == "区财政金融局"
    assert (change.old_name, change.effective_on) == ("区财政局", TODAY)
    assert [alias.name for alias in world.finance.aliases.all()] == ["区财政局"]


def test_a_stale_version_changes_nothing(world: World) -> None:
    with pytest.raises(Stale):
        actions.rename_unit(SYSTEM, world.finance, name="甲局", effective_on=TODAY, version=9)
    with pytest.raises(Stale):
        actions.move_unit(SYSTEM, world.finance, world.town, effective_on=TODAY, version=9)

    assert UnitChange.objects.count() == 0
    assert world.finance.aliases.count() == 0


def test_a_change_to_come_is_refused(world: World) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(InvalidState):
        actions.close_unit(SYSTEM, world.town, effective_on=tomorrow, version=1)


def test_moving_takes_the_whole_subtree_and_what_its_posts_reach(world: World) -> None:
    village = make_unit("柳河镇石湾村", kind=Unit.Kind.VILLAGE, parent=world.town)
    group = make_unit("石湾一组", kind=Unit.Kind.VILLAGE, parent=village)
    actions.move_unit(SYSTEM, village, world.finance, effective_on=TODAY, version=1)
    group.refresh_from_db()
    village.refresh_from_db()

    assert village.path.startswith(world.finance.path)
    assert group.path.startswith(village.path)
    assert village.parent_id == world.finance.pk
    assert "  柳河镇石湾村" in names(world, "unit_admin")
    assert list(units_in(world.town.path)) == [world.town]


def test_a_freed_path_is_not_given_to_another_unit(world: World) -> None:
    village = make_unit("柳河镇石湾村", kind=Unit.Kind.VILLAGE, parent=world.town)
    old = village.path
    actions.move_unit(SYSTEM, village, world.finance, effective_on=TODAY, version=1)
    other = actions.create_unit(SYSTEM, NewUnit(name="新村", kind="village", parent=world.town))

    assert other.path != old


def test_nothing_lies_beneath_itself(world: World) -> None:
    village = make_unit("柳河镇石湾村", kind=Unit.Kind.VILLAGE, parent=world.town)
    for parent in (world.town, village):
        with pytest.raises(InvalidState):
            actions.move_unit(SYSTEM, world.town, parent, effective_on=TODAY, version=1)


@pytest.mark.parametrize("who", ["office", "security", "unit_admin"])
def test_only_the_system_administrator_reorganises(world: World, who: str) -> None:
    actor = world.actor(who)
    with pytest.raises(NotAllowed):
        actions.move_unit(actor, world.finance, world.town, effective_on=TODAY, version=1)
    with pytest.raises(NotAllowed):
        actions.merge_unit(actor, world.finance, world.town, effective_on=TODAY, version=1)
    with pytest.raises(NotAllowed):
        actions.close_unit(actor, world.finance, effective_on=TODAY, version=1)


class TestMerging:
    @pytest.fixture(autouse=True)
    def merge(self, world: World) -> None:
        make_unit("区国库支付中心", parent=world.finance)
        actions.merge_unit(
            world.actor("system"), world.finance, world.housing, effective_on=TODAY, version=1
        )
        world.finance.refresh_from_db()

    def test_the_old_unit_is_closed_and_found_by_its_name(self, world: World) -> None:
        match = match_unit_names(["区财政局"], unit_names(world.actor("office")))["区财政局"]

        assert world.finance.valid_to == TODAY
        assert (match.kind, match.unit_ids) == ("alias", (world.housing.pk,))

    def test_posts_units_and_what_was_owed_come_under_the_successor(self, world: World) -> None:
        actor = world.actor("liaison")

        assert actor.unit_ids == {world.housing.pk}
        assert actor.scopes() == (world.housing.path,)
        assert world.finance.path.startswith(world.housing.path)
        assert names(world, "liaison") == [
            "区住房和城乡建设局",
            "  区国库支付中心",
        ]

    def test_the_dated_row_names_the_successor(self, world: World) -> None:
        change = UnitChange.objects.get(unit=world.finance)

        assert (change.act, change.successor_id) == ("merged", world.housing.pk)
        assert change.old_path != world.finance.path


def recorded(act: str) -> dict[tuple[str, str], tuple[Any, Any]]:
    """Return before and after of each object of the one act of this name, by its label and key."""
    rows = AuditEvent.objects.get(act=act).changes.all()
    found = {(row.object_type, row.object_id): (row.before, row.after) for row in rows}
    assert len(found) == len(rows)  # one change an object
    return found


def test_a_merger_records_every_row_that_it_touches(world: World) -> None:
    part = make_unit("区国库支付中心", parent=world.finance)
    old = {unit.pk: unit.path for unit in (world.finance, part)}
    post = world.posts["liaison"]
    actions.merge_unit(SYSTEM, world.finance, world.housing, effective_on=TODAY, version=1)
    found = recorded("unit.merge")
    part.refresh_from_db()

    assert found["accounts.unit", str(part.pk)] == (
        {"parent": world.finance.pk, "path": old[part.pk], "valid_to": None},
        {"parent": world.housing.pk, "path": part.path, "valid_to": None},
    )
    assert found["accounts.unit", str(world.finance.pk)][1]["valid_to"] == TODAY.isoformat()
    before, after = found["accounts.post", str(post.pk)]
    assert (before["unit"], before["scope"]) == (world.finance.pk, world.finance.pk)
    assert (after["unit"], after["scope"]) == (world.housing.pk, world.housing.pk)
    kinds = [kind for kind, _key in found]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "accounts.unit": 2,
        "accounts.post": 3,
        "accounts.unitalias": 1,
        "accounts.unitchange": 2,
    }


def test_a_move_records_the_paths_of_the_whole_subtree(world: World) -> None:
    part = make_unit("区国库支付中心", parent=world.finance)
    actions.move_unit(SYSTEM, world.finance, world.housing, effective_on=TODAY, version=1)
    found = recorded("unit.move")
    old = part.path
    part.refresh_from_db()
    before, after = found["accounts.unit", str(part.pk)]

    assert (before["path"], after["path"]) == (old, part.path)
    assert [kind for kind, _key in found].count("accounts.unit") == 2


def test_a_closing_records_posts_terms_and_seats(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    post = world.posts["stranger"]
    seat = TaskForceMembership.objects.create(
        task_force=force, post=post, started_on=date(2026, 1, 1)
    )
    term = Appointment.objects.get(post=post)
    actions.close_unit(SYSTEM, world.town, effective_on=TODAY, version=1)
    found = recorded("unit.close")
    ended = ({"ended_on": None}, {"ended_on": TODAY.isoformat()})

    assert found["accounts.appointment", str(term.pk)] == ended
    assert found["accounts.taskforcemembership", str(seat.pk)] == ended
    assert found["accounts.post", str(post.pk)][1] == {"abolished_on": TODAY.isoformat()}
    assert found["accounts.unit", str(world.town.pk)][1] == {"valid_to": TODAY.isoformat()}


def test_a_renaming_records_the_alias_that_it_leaves(world: World) -> None:
    actions.rename_unit(SYSTEM, world.town, name="柳河街道", effective_on=TODAY, version=1)
    found = recorded("unit.rename")

    assert sorted(kind for kind, _key in found) == [
        "accounts.unit",
        "accounts.unitalias",
        "accounts.unitchange",
    ]


def test_posts_of_one_title_survive_a_merger(world: World) -> None:
    for unit in (world.finance, world.housing):
        make_post(unit, Role.LIAISON, title="联络员")
    actions.merge_unit(SYSTEM, world.finance, world.housing, effective_on=TODAY, version=1)
    titles = world.housing.posts.filter(title__startswith="联络员").values_list("title", flat=True)

    assert sorted(titles) == ["联络员", "联络员(区财政局)"]


def test_closing_ends_posts_appointments_and_seats(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    TaskForceMembership.objects.create(
        task_force=force, post=world.posts["stranger"], started_on=date(2026, 1, 1)
    )
    actions.close_unit(SYSTEM, world.town, effective_on=TODAY, version=1)

    assert world.actor("stranger").grants == ()
    assert Appointment.objects.get(post=world.posts["stranger"]).ended_on == TODAY
    assert TaskForceMembership.objects.get().ended_on == TODAY
    assert "  柳河镇" not in names(world, "system")
    assert "  柳河镇" in names(world, "system", closed=True)


def test_a_unit_with_open_parts_does_not_close(world: World) -> None:
    with pytest.raises(InvalidState):
        actions.close_unit(SYSTEM, world.district, effective_on=TODAY, version=1)


def test_a_closed_unit_takes_no_more_changes(world: World) -> None:
    actions.close_unit(SYSTEM, world.town, effective_on=TODAY, version=1)
    world.town.refresh_from_db()
    with pytest.raises(InvalidState):
        actions.add_alias(SYSTEM, world.town, "柳河")
    with pytest.raises(InvalidState):
        actions.create_unit(SYSTEM, NewUnit(name="某村", kind="village", parent=world.town))


def test_a_task_force_seat_gives_sight_and_ends(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    today = timezone.localdate()
    office = world.actor("office")
    seat = actions.join_task_force(
        office, force, world.posts["liaison"], title="成员", started_on=today - timedelta(days=5)
    )
    assert world.actor("liaison").task_force_ids == (force.pk,)
    with pytest.raises(NotAllowed):
        actions.leave_task_force(world.actor("unit_admin"), seat, ended_on=today, version=1)
    actions.leave_task_force(office, seat, ended_on=today - timedelta(days=1), version=1)

    assert world.actor("liaison").task_force_ids == ()


def test_only_a_working_post_brings_its_seat(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    security = world.posts["security"]
    TaskForceMembership.objects.create(task_force=force, post=security, started_on=date(2020, 1, 1))
    appoint(world.accounts["liaison"].person, security)  # both in one hand, as no page allows

    actor = world.actor("liaison")
    assert actor.holds(Role.SECURITY_ADMINISTRATOR, Role.LIAISON)
    assert actor.task_force_ids == ()
    assert world.actor("security").task_force_ids == ()


@pytest.fixture
def seat(world: World) -> TaskForceMembership:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    return TaskForceMembership.objects.create(
        task_force=force, post=world.posts["liaison"], started_on=date(2024, 1, 1)
    )


def test_a_seat_that_ended_gives_nothing_back(world: World, seat: TaskForceMembership) -> None:
    last, today = date(2024, 12, 31), timezone.localdate()
    TaskForceMembership.objects.filter(pk=seat.pk).update(ended_on=last)
    with pytest.raises(InvalidState):
        actions.leave_task_force(world.actor("office"), seat, ended_on=today, version=1)
    seat.refresh_from_db()

    assert seat.ended_on == last
    assert world.actor("liaison").task_force_ids == ()
    assert not AuditEvent.objects.filter(act="task_force.leave").exists()


def test_the_past_of_a_seat_stands(world: World, seat: TaskForceMembership) -> None:
    with pytest.raises(InvalidState):
        actions.leave_task_force(world.actor("office"), seat, ended_on=date(2024, 6, 1), version=1)


def test_a_seat_is_ended_at_the_version_that_was_read(
    world: World, seat: TaskForceMembership
) -> None:
    with pytest.raises(Stale):
        actions.leave_task_force(
            world.actor("office"), seat, ended_on=timezone.localdate(), version=9
        )


def test_a_seat_that_has_not_begun_is_taken_back(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    office, today = world.actor("office"), timezone.localdate()
    seat = actions.join_task_force(
        office, force, world.posts["liaison"], title="成员", started_on=today + timedelta(days=9)
    )
    actions.leave_task_force(office, seat, ended_on=today, version=1)
    change = AuditEvent.objects.get(act="task_force.leave").changes.get()

    assert not TaskForceMembership.objects.exists()
    assert (change.object_id, change.after) == (str(seat.pk), None)
    assert change.before["post"] == world.posts["liaison"].pk


def test_an_administrators_post_has_no_seat(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    with pytest.raises(InvalidState):
        actions.join_task_force(
            world.actor("office"), force, world.posts["system"], title="", started_on=TODAY
        )


def test_the_tree_costs_the_same_for_many_units(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        appoint(
            make_person(f"人{number}"), make_post(world.town, Role.LIAISON, title=f"岗{number}")
        )
        make_unit(f"第{number}村", kind=Unit.Kind.VILLAGE, parent=world.town)
    actor = world.actor("system")
    with django_assert_max_num_queries(1):
        assert len(unit_tree(actor)) == 35


def test_a_unit_that_owes_is_not_closed_without_a_successor(world: World) -> None:
    scene = make_scene(world)
    scene.open()
    with pytest.raises(InvalidState) as refused:
        actions.close_unit(SYSTEM, world.finance, effective_on=TODAY, version=1)

    assert "事项与要素保障需求" in refused.value.message
    assert "未办结的填报" in refused.value.message
    world.finance.refresh_from_db()
    assert world.finance.valid_to is None


def test_merging_passes_on_what_is_open_and_leaves_what_is_done(world: World) -> None:
    scene = make_scene(world)
    done = scene.open(date(2026, 6, 8))
    scene.submit(done, scene.task)
    close_round(SYSTEM, done.pk, done.version, today=date(2026, 6, 13))
    done.refresh_from_db()
    freeze_round(SYSTEM, done.pk, done.version)
    now = scene.open()
    begun = scene.write(scene.check_in(now, scene.task), said="完成第一批")
    Entry.objects.filter(pk=scene.project.pk).update(closed_on=date(2026, 6, 1))
    own = scene.check_in(now, scene.task, world.housing)
    actions.merge_unit(SYSTEM, world.finance, world.housing, effective_on=TODAY, version=1)
    scene.task.refresh_from_db()
    scene.project.refresh_from_db()
    own.refresh_from_db()
    duties = list(scene.task.duties.order_by("role").values_list("role", "unit__name"))

    assert scene.task.unit == world.housing
    assert duties == [("lead", "区住房和城乡建设局"), ("support", "区住房和城乡建设局")]
    assert scene.project.unit == world.finance
    assert own.said == "完成第一批"
    assert scene.check_in(done, scene.task).unit == world.finance
    assert begun.pk
    (event,) = AuditEvent.objects.filter(act="unit.merge")
    assert event.details["passed"] > 0


def test_targets_go_over_with_their_figures(world: World) -> None:
    scene = make_scene(world)
    new = NewTarget(indicator="新建停车泊位", op=">=", value=Decimal(730), measure="个",
                    written="新建停车泊位730个", unit_id=world.finance.pk)  # fmt: skip
    (target,) = insert_targets(scene.campaign, [new])
    day = date(2026, 5, 31)
    row = NewObservation(indicator=target.indicator, unit=target.unit, period_start=day,
                         period_end=day, as_of=day, value=Decimal(20), measure="个")  # fmt: skip
    insert_observations(world.actor("liaison"), [row])
    actions.merge_unit(SYSTEM, world.finance, world.town, effective_on=TODAY, version=1)
    target.refresh_from_db()

    assert target.unit == world.town
    assert Observation.objects.filter(unit=world.town, indicator=target.indicator).count() == 1
    assert Observation.objects.filter(unit=world.finance, indicator=target.indicator).count() == 1


def test_splitting_makes_a_sibling_with_the_chosen_posts(world: World) -> None:
    post = world.posts["approver"]
    offshoot = Offshoot(name="区金融局", kind="department", post_ids=(post.pk,))
    made = actions.split_unit(
        SYSTEM, world.finance, offshoot, effective_on=TODAY, version=1, reason="分设"
    )
    post.refresh_from_db()
    change = UnitChange.objects.get(unit=world.finance)

    assert (made.parent, made.valid_from) == (world.district, TODAY)
    assert (post.unit, post.scope) == (made, made)
    assert (change.act, change.successor) == ("split", made)
    assert AuditEvent.objects.latest("number").act == "unit.split"


def test_the_office_closes_its_task_force_and_no_department(world: World) -> None:
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    office = world.actor("office")
    actions.close_unit(office, force, effective_on=TODAY, version=1)
    with pytest.raises(NotAllowed):
        actions.close_unit(office, world.town, effective_on=TODAY, version=1)
    force.refresh_from_db()

    assert force.valid_to == TODAY


def test_a_task_force_shows_its_members_to_who_sits_in_it(world: World) -> None:
    scene = make_scene(world)
    force = make_unit("项目专班", kind=Unit.Kind.TASK_FORCE, parent=world.district)
    office = world.actor("office")
    since = timezone.localdate()
    for who, title in (("liaison", "成员"), ("housing_approver", "组长")):
        actions.join_task_force(office, force, world.posts[who], title=title, started_on=since)
    scene.task.duties.create(unit=force, role="supervise", ordinal=1)
    page = f"/accounts/task-forces/{force.pk}/"
    shown = world.client("housing_approver").get(page).content.decode()
    part = world.client("housing_approver").get(f"/ledgers/task-forces/{force.pk}/entries/")

    assert shown.index("组长") < shown.index("成员</td>")
    assert scene.task.title in part.content.decode()
    assert world.client("stranger").get(page).status_code == 404
