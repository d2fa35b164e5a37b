"""Who may grant what: three administrators, unit administrators, deputies, and every way around."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from worlds import World, appoint, make_account, make_person, make_post, make_unit

from guatu.accounts import actions
from guatu.accounts.actions import NewAccount, NewPost, Term
from guatu.accounts.models import Account, Appointment, Person
from guatu.accounts.queries import actor_of
from guatu.audit.actions import record
from guatu.audit.models import AuditEvent
from guatu.core.actors import ADMINISTRATORS, SYSTEM, Role
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = pytest.mark.django_db

NOW = Term(started_on=date(2026, 1, 1))


def person_of(world: World, who: str) -> Person:
    return world.accounts[who].person


class TestThreePersons:
    """System, security and audit administrator are three persons who hold nothing else."""

    @pytest.mark.parametrize("who", ["system", "security", "auditor"])
    @pytest.mark.parametrize("role", list(Role))
    def test_an_administrator_takes_no_other_role(self, world: World, who: str, role: Role) -> None:
        own = next(iter(world.actor(who).roles))
        post = make_post(world.district, role, title="新岗")
        if role is own:
            actions.appoint(SYSTEM, person_of(world, who), post, NOW)
            return
        with pytest.raises(InvalidState):
            actions.appoint(SYSTEM, person_of(world, who), post, NOW)

    @pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
    def test_whoever_has_a_role_becomes_no_administrator(self, world: World, role: Role) -> None:
        post = make_post(world.district, role, title="新岗")
        with pytest.raises(InvalidState):
            actions.appoint(world.actor("security"), person_of(world, "liaison"), post, NOW)

    def test_a_second_account_changes_nothing(self, world: World) -> None:
        person = person_of(world, "system")
        second = make_account("system-2", person)
        post = make_post(world.district, Role.SECURITY_ADMINISTRATOR, title="第二岗")
        with pytest.raises(InvalidState):
            actions.appoint(world.actor("security"), second.person, post, NOW)

        assert actor_of(second, timezone.localdate()).roles == world.actor("system").roles

    def test_terms_that_share_no_day_do_not_collide(self, world: World) -> None:
        person = person_of(world, "liaison")
        Appointment.objects.filter(person=person).update(ended_on=date(2026, 3, 31))
        post = make_post(world.district, Role.SYSTEM_ADMINISTRATOR, title="新岗")
        with pytest.raises(InvalidState):
            actions.appoint(SYSTEM, person, post, Term(started_on=date(2026, 3, 31)))
        actions.appoint(SYSTEM, person, post, Term(started_on=date(2026, 4, 1)))

    def test_a_term_to_come_collides_too(self, world: World) -> None:
        person = make_person("何一")
        actions.appoint(SYSTEM, person, world.posts["liaison"], Term(started_on=date(2030, 1, 1)))
        with pytest.raises(InvalidState):
            actions.appoint(SYSTEM, person, world.posts["auditor"], NOW)

    def test_a_deputy_collides_too(self, world: World) -> None:
        term = Term(started_on=date(2026, 1, 1), ended_on=date(2026, 1, 31), is_deputy=True)
        with pytest.raises(InvalidState):
            actions.appoint(SYSTEM, person_of(world, "auditor"), world.posts["system"], term)

    @pytest.mark.parametrize("who", ["security", "unit_admin"])
    def test_nobody_appoints_himself(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            actions.appoint(world.actor(who), person_of(world, who), world.posts["liaison"], NOW)

    def test_nobody_appoints_himself_through_a_second_account(self, world: World) -> None:
        second = make_account("security-2", person_of(world, "security"))
        with pytest.raises(NotAllowed):
            actions.appoint(
                actor_of(second, timezone.localdate()),
                person_of(world, "security"),
                make_post(world.district, Role.SECURITY_ADMINISTRATOR, title="又一岗"),
                NOW,
            )

    @pytest.mark.parametrize("who", ["system", "auditor", "office", "leader", "liaison"])
    def test_others_grant_nothing(self, world: World, who: str) -> None:
        actor = world.actor(who)
        with pytest.raises(NotAllowed):
            actions.appoint(actor, make_person("何一"), world.posts["liaison"], NOW)
        with pytest.raises(NotAllowed):
            actions.create_post(actor, NewPost(unit=world.finance, title="岗", role=Role.LIAISON))


class TestPasswords:
    """Whoever can set a password can be that person."""

    @pytest.mark.parametrize("who", ["security", "auditor", "system"])
    def test_an_administrators_password_is_set_by_no_other(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            actions.reset_password(world.actor("system"), world.accounts[who])
        with pytest.raises(NotAllowed):
            actions.deactivate_account(world.actor("system"), world.accounts[who])

    def test_the_console_sets_it(self, world: World) -> None:
        issued = actions.reset_password(SYSTEM, world.accounts["security"])
        world.accounts["security"].refresh_from_db()

        assert world.accounts["security"].check_password(issued.password)
        assert world.accounts["security"].must_change_password

    def test_a_future_administrator_is_one_already(self, world: World) -> None:
        account = make_account("he.yi", make_person("何一"))
        appoint(account.person, world.posts["security"], started_on=date(2090, 1, 1))
        with pytest.raises(NotAllowed):
            actions.reset_password(world.actor("system"), account)

    def test_the_system_administrator_sets_all_others(self, world: World) -> None:
        actions.reset_password(world.actor("system"), world.accounts["office"])

        assert AuditEvent.objects.get().act == "account.reset_password"

    def test_the_system_administrator_makes_accounts_without_power(self, world: World) -> None:
        issued = actions.create_account(
            world.actor("system"), NewAccount(name="何一", username="He.Yi")
        )

        assert issued.account.username == "he.yi"
        assert actor_of(issued.account, timezone.localdate()).grants == ()
        with pytest.raises(NotAllowed):
            actions.create_account(
                world.actor("system"),
                NewAccount(name="何二", username="he.er", post=world.posts["liaison"]),
            )
        assert not Account.objects.filter(username="he.er").exists()

    @pytest.mark.parametrize("username", ["liaison", "LIAISON", "何一", "a b", "", "-x", "x" * 61])
    def test_a_bad_or_taken_user_name_is_refused(self, world: World, username: str) -> None:
        with pytest.raises(InvalidState):
            actions.create_account(
                world.actor("system"), NewAccount(name="何一", username=username)
            )

    def test_one_time_passwords_differ_and_pass_the_rules(self, world: World) -> None:
        actor = world.actor("system")
        passwords = {
            actions.create_account(actor, NewAccount(name="甲", username=f"u{n}")).password
            for n in range(20)
        }

        assert len(passwords) == 20
        assert all(len(password) == 19 for password in passwords)


class TestUnitAdministrator:
    """Keeps liaisons and approvers of the own subtree, and can climb nowhere."""

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.LIAISON, Role.APPROVER}))
    def test_makes_no_post_of_another_role(self, world: World, role: Role) -> None:
        with pytest.raises(NotAllowed):
            actions.create_post(
                world.actor("unit_admin"), NewPost(unit=world.finance, title="岗", role=role)
            )

    @pytest.mark.parametrize(
        "who", ["system", "security", "auditor", "office", "leader", "assessor", "unit_admin"]
    )
    def test_fills_no_post_of_another_role(self, world: World, who: str) -> None:
        with pytest.raises(NotAllowed):
            actions.appoint(world.actor("unit_admin"), make_person("何一"), world.posts[who], NOW)

    def test_fills_own_posts_and_those_beneath(self, world: World) -> None:
        part = make_unit("区国库支付中心", parent=world.finance)
        post = actions.create_post(
            world.actor("unit_admin"), NewPost(unit=part, title="联络员", role=Role.LIAISON)
        )
        actions.appoint(world.actor("unit_admin"), make_person("何一"), post, NOW)

    def test_reaches_no_other_unit(self, world: World) -> None:
        actor = world.actor("unit_admin")
        with pytest.raises(NotAllowed):
            actions.appoint(actor, make_person("何一"), world.posts["housing_liaison"], NOW)
        with pytest.raises(NotAllowed):
            actions.create_post(actor, NewPost(unit=world.housing, title="岗", role=Role.LIAISON))

    def test_gives_no_post_a_wider_reach(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            actions.create_post(
                world.actor("unit_admin"),
                NewPost(unit=world.finance, title="岗", role=Role.LIAISON, scope=world.district),
            )

    def test_fills_no_own_post_of_a_wider_reach(self, world: World) -> None:
        wide = make_post(world.finance, Role.LIAISON, title="宽岗", scope=world.district)
        with pytest.raises(NotAllowed):
            actions.appoint(world.actor("unit_admin"), make_person("何一"), wide, NOW)

    def test_sets_passwords_of_own_liaisons_only(self, world: World) -> None:
        actor = world.actor("unit_admin")
        actions.reset_password(actor, world.accounts["liaison"])
        for who in ("housing_liaison", "office", "system", "leader"):
            with pytest.raises(NotAllowed):
                actions.reset_password(actor, world.accounts[who])

    @pytest.mark.parametrize("role", [Role.CAMPAIGN_OFFICE, Role.LEADER, Role.UNIT_ADMINISTRATOR])
    def test_sets_no_password_of_a_liaison_who_is_more(self, world: World, role: Role) -> None:
        post = make_post(world.finance, role, title="兼岗", scope=world.district)
        appoint(person_of(world, "liaison"), post)
        with pytest.raises(NotAllowed):
            actions.reset_password(world.actor("unit_admin"), world.accounts["liaison"])

    def test_sets_no_password_of_a_liaison_who_reaches_further(self, world: World) -> None:
        wide = make_post(world.finance, Role.LIAISON, title="宽岗", scope=world.district)
        appoint(person_of(world, "liaison"), wide)
        with pytest.raises(NotAllowed):
            actions.reset_password(world.actor("unit_admin"), world.accounts["liaison"])

    def test_makes_no_account_without_a_post(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            actions.create_account(
                world.actor("unit_admin"), NewAccount(name="何一", username="he.yi")
            )

    def test_makes_no_account_on_a_post_of_power(self, world: World) -> None:
        for who in ("office", "system", "unit_admin", "housing_liaison"):
            with pytest.raises(NotAllowed):
                actions.create_account(
                    world.actor("unit_admin"),
                    NewAccount(name="何一", username="he.yi", post=world.posts[who]),
                )
        assert not Person.objects.filter(name="何一").exists()

    def test_ends_terms_of_own_liaisons_only(self, world: World) -> None:
        actor, today = world.actor("unit_admin"), timezone.localdate()
        own = Appointment.objects.get(post=world.posts["liaison"])
        actions.end_appointment(actor, own, ended_on=today, version=1)
        for who in ("housing_liaison", "office", "unit_admin"):
            row = Appointment.objects.get(post=world.posts[who])
            with pytest.raises(NotAllowed):
                actions.end_appointment(actor, row, ended_on=today, version=1)


class TestTerms:
    """Authority begins and ends by its dates."""

    def test_a_deputy_acts_from_the_first_to_the_last_day(self, world: World) -> None:
        account = make_account("he.yi", make_person("何一"))
        term = Term(started_on=date(2026, 5, 1), ended_on=date(2026, 5, 10), is_deputy=True)
        actions.appoint(SYSTEM, account.person, world.posts["approver"], term)

        held = [
            actor_of(account, day).holds(Role.APPROVER)
            for day in (
                date(2026, 4, 30),
                date(2026, 5, 1),
                date(2026, 5, 10),
                date(2026, 5, 11),
            )
        ]
        assert held == [False, True, True, False]

    def test_a_deputy_without_a_last_day_is_refused(self, world: World) -> None:
        with pytest.raises(InvalidState):
            actions.appoint(
                SYSTEM,
                make_person("何一"),
                world.posts["approver"],
                Term(started_on=date(2026, 5, 1), is_deputy=True),
            )

    def test_a_deputy_is_not_prolonged(self, world: World) -> None:
        today = timezone.localdate()
        term = Term(started_on=today, ended_on=today + timedelta(days=3), is_deputy=True)
        row = actions.appoint(SYSTEM, make_person("何一"), world.posts["approver"], term)
        with pytest.raises(InvalidState):
            actions.end_appointment(SYSTEM, row, ended_on=today + timedelta(days=9), version=1)

    def test_ending_yesterday_ends_at_once(self, world: World) -> None:
        row = Appointment.objects.get(post=world.posts["liaison"])
        yesterday = timezone.localdate() - timedelta(days=1)
        actions.end_appointment(world.actor("security"), row, ended_on=yesterday, version=1)

        assert world.actor("liaison").grants == ()

    def test_the_past_is_not_rewritten(self, world: World) -> None:
        row = Appointment.objects.get(post=world.posts["liaison"])
        with pytest.raises(InvalidState):
            actions.end_appointment(
                world.actor("security"), row, ended_on=date(2021, 1, 1), version=1
            )

    def test_the_same_post_is_not_held_twice_at_once(self, world: World) -> None:
        with pytest.raises(InvalidState):
            actions.appoint(
                world.actor("security"), person_of(world, "liaison"), world.posts["liaison"], NOW
            )

    def test_an_abolished_post_gives_nothing_and_is_not_filled(self, world: World) -> None:
        post = make_post(world.finance, Role.LIAISON, title="旧岗")
        actions.abolish_post(SYSTEM, post, version=1)
        post.refresh_from_db()
        with pytest.raises(InvalidState):
            actions.appoint(SYSTEM, make_person("何一"), post, NOW)


def test_a_deputys_acts_are_marked_until_the_term_ends_by_itself(world: World) -> None:
    stand_in = world.accounts["liaison"].person
    today = timezone.localdate()
    term = Term(started_on=today, ended_on=today, is_deputy=True)
    actions.appoint(world.actor("security"), stand_in, world.posts["approver"], term)
    deputy = world.actor("liaison")
    with transaction.atomic():
        event = record(deputy, "session.end")
        other = record(world.actor("approver"), "session.end")
    tomorrow = actor_of(world.accounts["liaison"], today + timedelta(days=1))

    assert event.details == {"deputy_for": [f"区财政局 {world.posts['approver'].title}"]}
    assert other.details == {}
    assert tomorrow.deputy_for == ()
    assert world.posts["approver"].pk not in tomorrow.post_ids
