"""The demo as loaded: every lamp, every role, an intact record, and the same each time."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from demos import TODAY, WEEKS
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guatu.accounts.models import Unit, UnitAlias
from guatu.audit.reading import verify_record
from guatu.campaigns.models import Campaign, Indicator, Observation, Target
from guatu.campaigns.queries.figures import target_states
from guatu.core.actors import SYSTEM
from guatu.core.lamps import Lamp
from guatu.core.pace import Standing
from guatu.demo.installed import standing
from guatu.demo.laying import Laying
from guatu.demo.loading import RECENT_WEEKS, SEED
from guatu.demo.logins import LOGINS, Login, password_of
from guatu.demo.planned import ACTION_PLAN, SPECIAL_PLAN
from guatu.demo.year import DETAILED
from guatu.dispatch.models import CheckIn, CheckInMove, EntryState, Round, SummaryPart
from guatu.dispatch.queries.details import Part, all_kept, has_kept
from guatu.dispatch.queries.sums import lamps_at
from guatu.ledgers.models import Entry, GoalProposal, Milestone
from guatu.planning.models import Draft, DraftUnit
from guatu.planning.queries import left_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_every_lamp_is_lit_and_most_of_what_goes_on_is_green() -> None:
    lit = Entry.objects.filter(validity="in_force")
    lamps = Counter(lit.values_list("lamp", flat=True))
    main = Counter(lit.filter(campaign__parent__isnull=True).values_list("lamp", flat=True))

    assert set(lamps) == set(main) == {lamp.value for lamp in Lamp}
    assert 0.5 <= main[Lamp.ON_PACE] / (main.total() - main[Lamp.DONE]) <= 0.7


def test_something_is_due_today_and_this_week() -> None:
    going_on = Entry.objects.filter(closed_on__isnull=True)

    assert going_on.filter(due_on=TODAY).exists()
    assert going_on.filter(due_on__range=(TODAY, TODAY + timedelta(days=7))).count() >= 3


def test_something_changed_since_the_last_round() -> None:
    frozen = dict(
        EntryState.objects.filter(to_ordinal__isnull=True).values_list("entry_id", "lamp")
    )
    turns = {
        (frozen[pk], lamp) for pk, lamp in Entry.objects.values_list("pk", "lamp") if pk in frozen
    }
    late = {Lamp.BEHIND.value, Lamp.SEVERE.value, Lamp.OVERDUE.value}

    assert any(b not in {"severe", "overdue"} and n in {"severe", "overdue"} for b, n in turns)
    assert any(b in late and n == Lamp.ON_PACE for b, n in turns)
    assert any(b != n and n == Lamp.DONE for b, n in turns)


def test_targets_stand_in_every_way() -> None:
    campaign = Campaign.objects.get(parent__isnull=True)

    found = Counter(state.standing for state in target_states(SYSTEM, campaign, TODAY))

    assert set(found) == set(Standing)
    assert found[Standing.BEHIND] < found[Standing.ON_PACE]


def test_flash_and_official_figures_stand_side_by_side() -> None:
    flash = {
        (o.indicator_id, o.unit_id, o.as_of): o for o in Observation.objects.filter(series="flash")
    }
    official = Observation.objects.filter(series="official", confirmed_at__isnull=False)

    pairs = [
        (flash[o.indicator_id, o.unit_id, o.as_of], o)
        for o in official
        if (o.indicator_id, o.unit_id, o.as_of) in flash
    ]

    assert any((a.mantissa, a.amount_fen) != (b.mantissa, b.amount_fen) for a, b in pairs)


def test_who_gave_an_official_figure_is_named_on_its_indicator() -> None:
    given = Indicator.objects.filter(observations__series="official")

    assert given.exists()
    assert not given.filter(provider=None).exists()


def test_the_campaigns_say_that_they_are_simulated() -> None:
    assert set(Campaign.objects.values_list("is_simulated", flat=True)) == {True}
    below = Campaign.objects.filter(parent__isnull=False).order_by("slug")
    assert list(below.values_list("slug", flat=True)) == [
        "linlan-2026-yunke",
        "linlan-minsheng-2026",
        "linlan-pledges-2026",
        "liushi-100-days",
        "wanglan-2026",
    ]


def test_last_weeks_round_of_one_campaign_still_takes_late_reports() -> None:
    one = Round.objects.get(state=Round.State.CLOSED)
    rows = CheckIn.objects.filter(round=one)

    assert one.campaign.slug == SPECIAL_PLAN.slug
    assert rows.filter(is_late=True, received_at__isnull=False).exists()
    assert rows.filter(received_at__isnull=True).exists()


def test_all_other_rounds_but_the_one_now_open_are_frozen() -> None:
    weeks = {"linlan-2026": WEEKS, SPECIAL_PLAN.slug: WEEKS}
    for campaign in Campaign.objects.exclude(slug="linlan-2026-yunke"):  # begun by hand, later
        states = list(
            Round.objects.filter(campaign=campaign)
            .order_by("starts_on")
            .values_list("state", flat=True)
        )

        frozen = weeks.get(campaign.slug, RECENT_WEEKS)
        last = Round.State.CLOSED if campaign.slug == SPECIAL_PLAN.slug else Round.State.FROZEN
        assert states == [Round.State.FROZEN] * (frozen - 1) + [last, Round.State.OPEN]


def test_nothing_of_the_open_round_was_received_on_a_later_hour_of_today() -> None:
    first = Round.objects.filter(state=Round.State.OPEN).order_by("starts_on").last()
    assert first is not None
    rows = CheckInMove.objects.filter(check_in__round=first)
    days = {timezone.localtime(at).date() for at in rows.values_list("moved_at", flat=True)}

    assert days
    assert days == {first.starts_on} or max(days) < TODAY


def test_the_open_round_has_work_for_the_printed_accounts() -> None:
    open_rows = CheckIn.objects.filter(round__state=Round.State.OPEN)
    housing = Counter(open_rows.filter(unit__short_name="区住建局").values_list("state", flat=True))
    all_states = set(open_rows.values_list("state", flat=True))

    assert housing[CheckIn.State.DRAFT] >= 2
    assert housing[CheckIn.State.SUBMITTED] >= 2
    assert housing[CheckIn.State.RETURNED] >= 1
    assert all_states == {"draft", "submitted", "unit_approved", "lead_approved", "returned"}


def test_reports_are_not_all_alike() -> None:
    said = list(CheckIn.objects.exclude(said="").values_list("said", flat=True))

    assert len(set(said)) > len(said) * 0.7
    assert not any(re.search(r"[{}]", one) for one in said)


def test_one_more_plan_waits_for_a_persons_word() -> None:
    draft = Draft.objects.get(state=Draft.State.OPEN, plan__title__contains="百日攻坚")
    columns = Draft.objects.get(state=Draft.State.OPEN, plan__title__contains="登高望远")
    assert left_of(columns).decided == left_of(columns).all > 10

    left = left_of(draft)

    assert left.items > 10
    assert left.units > 0
    assert left.decided > 10
    assert set(
        Draft.objects.exclude(pk__in=[draft.pk, columns.pk]).values_list(
            "state", "campaign__is_simulated"
        )
    ) == {(Draft.State.CONFIRMED, True)}


def test_the_units_that_no_list_knows_are_matched_or_created() -> None:
    decided = dict(
        DraftUnit.objects.filter(draft__state=Draft.State.CONFIRMED)
        .exclude(unit=None)
        .values_list("name", "unit__name")
    )

    assert decided["区经济信息化局"] == "临澜区经济和信息化局"
    assert Unit.objects.filter(name="区金融服务中心").exists()
    assert UnitAlias.objects.filter(name="区水务局", unit__short_name="区水利局").exists()


def test_the_record_is_intact() -> None:
    assert verify_record().is_intact


@pytest.mark.sqlite_only  # tests/repo asks each page on PostgreSQL, too
@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.username)
def test_each_role_signs_in_and_opens_all_its_pages(login: Login) -> None:
    client = Client()
    form = {"username": login.username, "password": password_of(login.username, SEED)}

    answer = client.post(reverse("accounts:login"), form, follow=True)

    assert answer.status_code == 200
    assert "_auth_user_id" in client.session
    addresses = set(re.findall(r'href="(/[^"#]*)"', answer.content.decode()))
    pages = {re.sub(r"\d+", "#", a.split("?")[0]): a for a in sorted(addresses)}  # one of each sort
    opened = [a for a in pages.values() if not a.startswith("/static/") and "logout" not in a]
    assert len(opened) > 2
    answers = {page: client.get(page, follow=True).status_code for page in opened}
    assert set(answers.values()) == {200}, answers


def test_an_installation_with_the_demo_says_so(demo: Laying) -> None:
    found = standing()

    assert found.laid_for == demo.today
    assert not found.is_touched


def test_reports_flow_in_the_open_round() -> None:
    parts = SummaryPart.objects.filter(summary__round__state=Round.State.OPEN)
    moves = CheckInMove.objects.filter(check_in__round__state=Round.State.OPEN)

    assert parts.filter(was_silent=True, source__received_at__isnull=True).exists()
    assert parts.filter(was_silent=True, source__received_at__isnull=False).exists()  # came after
    assert moves.filter(signed_by__isnull=False, evidence__isnull=False).exists()
    assert moves.filter(from_state="unit_approved", to_state="submitted").exists()
    assert CheckIn.objects.filter(unit__kind="village", filled_by_unit__kind="township").exists()
    assert Milestone.objects.filter(outcome="missed", moved_to__outcome="met").exists()
    assert GoalProposal.objects.filter(state="open").exists()


def test_what_units_promise_in_their_statements_is_theirs_to_owe() -> None:
    pledged = Target.objects.filter(campaign__slug="linlan-pledges-2026")

    assert set(pledged.values_list("origin", flat=True)) == {Target.Origin.PLEDGED}
    assert pledged.values("unit").distinct().count() == 6
    assert pledged.filter(is_adopted=True).count() == 2


def test_tasks_say_when_they_are_done() -> None:
    tasks = Entry.objects.filter(campaign__slug="linlan-2026", kind__code="task")

    assert tasks.exclude(standard="").count() >= 9


def test_the_last_frozen_picture_holds_all_that_stood_then() -> None:
    campaign = Campaign.objects.get(slug=ACTION_PLAN.slug)
    rows = Round.objects.filter(campaign=campaign, state="frozen", cadence__asks_check_ins=True)
    one = rows.order_by("-ends_on").first()
    assert one is not None

    summed = sum(sum(lamps.values()) for lamps in lamps_at(SYSTEM, one).values())
    stood = Entry.objects.filter(campaign=campaign, validity="in_force").count()

    assert summed == stood
    assert set(one.kept_parts) == set(Part)
    assert len(all_kept(one, Part.LINES)) == stood
    assert all_kept(one, Part.NEEDS)


def test_the_rounds_of_the_last_weeks_have_guarantee_charts() -> None:
    campaign = Campaign.objects.get(slug=ACTION_PLAN.slug)
    rows = Round.objects.filter(campaign=campaign, state="frozen", cadence__asks_check_ins=True)

    assert all(has_kept(one, Part.NEEDS) for one in rows.order_by("-ends_on")[:DETAILED])
