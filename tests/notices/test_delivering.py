"""Deliveries: made with the act, sent once, tried again with back-off, gathered, and never in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from sinks import Manners, Sink, breaking, hanging, http, http_in_turn, listening, smtp
from tellings import notice
from worlds import World, make_campaign

from guatu.campaigns.models import Campaign
from guatu.core.robots import Answer, Outcome
from guatu.notices.actions import tell
from guatu.notices.actions.delivering import Claimed, claim, deliver_one, settle
from guatu.notices.models import Channel, Delivery, DeliveryTry, NoticeCopy, Preference
from guatu.notices.works import due

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 17, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
BROKEN = http("500 Oops", "down")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def campaign(world: World) -> Campaign:
    return make_campaign(world.district)


@pytest.fixture(autouse=True)
def short_limits(settings: Any) -> None:
    settings.SEND_CONNECT_SECONDS = settings.SEND_SECONDS = 0.4
    settings.PUBLIC_ADDRESS = "http://guatu.example"


def group(settings: Any, campaign: Campaign | None, sink: Sink, **fields: Any) -> Channel:
    """Make a group of the campaign whose robot is the sink."""
    settings.WEBHOOK_HOSTS = [sink.host]
    given = {"form": "wecom", "title": "工作群", "address": sink.url, "made_at": timezone.now()}
    return Channel.objects.create(campaign=campaign, **(given | fields))


def say(campaign: Campaign | None, world: World, *, key: str = "1", **fields: Any) -> None:
    given = {"subject": f"提醒{key}", "text": f"内容{key}", "unit_ids": [world.finance.pk]}
    with transaction.atomic():
        tell(notice(key=key, campaign=campaign, **(given | fields)))


def turn() -> int:
    """Do what is due as the worker would; return how many runs there were."""
    runs = list(due(timezone.now()))
    for one in runs:
        channel, person = one.arguments["channel"], one.arguments["person"]
        while deliver_one(channel, person):
            pass
    return len(runs)


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_nothing_leaves_the_house_where_no_address_is_set(world: World, campaign: Campaign) -> None:
    Preference.objects.create(
        person=world.accounts["liaison"].person, mail_address="a@county.example", mail="each"
    )
    Channel.objects.create(
        campaign=campaign, form="wecom", title="群", address="https://x.example", made_at=NOON
    )
    say(campaign, world)

    assert Delivery.objects.count() == 0
    assert list(due(timezone.now())) == []


def test_it_is_sent_once_and_never_again(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink)
        say(campaign, world, address="/dispatch/mine/")
        for _round in range(3):
            turn()
            clock.shift(timedelta(days=1))
    (request,) = sink.seen

    assert states() == ["sent"]
    assert "内容1\\nhttp://guatu.example/dispatch/mine/" in request.decode()
    assert DeliveryTry.objects.get().outcome == "sent"


@pytest.mark.usefixtures("clock")
def test_an_act_that_fails_sends_nothing(world: World, campaign: Campaign, settings: Any) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink)
        with transaction.atomic():
            tell(notice(campaign=campaign, unit_ids=[world.finance.pk]))
            transaction.set_rollback(True)
        turn()

    assert (sink.seen, Delivery.objects.count()) == ([], 0)


def test_a_group_gets_what_is_its_campaigns_and_its_units(
    world: World, campaign: Campaign, settings: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink, title="行动群")
        group(settings, campaign, sink, title="财政群", unit=world.finance)
        group(settings, campaign, sink, title="镇群", unit=world.town)
        group(settings, None, sink, title="全区群", unit=world.district)
        group(settings, make_campaign(world.town), sink, title="别的行动")
        group(settings, campaign, sink, title="停用", is_active=False)
        group(settings, campaign, sink, title="只收紧急", sorts=["test.urgent"])
        say(campaign, world)

    rows = Delivery.objects.order_by("channel").values_list("channel__title", flat=True)
    assert list(rows) == ["行动群", "财政群", "全区群"]


def test_a_webhook_that_is_down_for_a_day_is_tried_seldom_and_gets_one_digest(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    settings.QUIET_HOURS, settings.QUIET_DAYS_OFF = "0-0", False
    with listening(BROKEN) as sink:
        channel = group(settings, campaign, sink)
        for hour in range(24):
            for n in range(10):
                say(campaign, world, key=f"{hour}-{n}")
            for _minute in range(6):
                turn()
                clock.shift(timedelta(minutes=10))
        tries = len(sink.seen)
    assert tries <= 30
    assert states().count("waiting") <= 50  # what came since the last try

    with listening(http()) as sink:
        settings.WEBHOOK_HOSTS = [sink.host]
        Channel.objects.filter(pk=channel.pk).update(address=sink.url)
        clock.shift(timedelta(hours=5))
        turn()
        said = sink.seen[0].decode()
        assert len(sink.seen) == 1

    assert "240 条消息" in said
    assert "更早的 220 条" in said
    assert set(states()) == {"merged", "sent"}
    channel.refresh_from_db()
    assert (channel.failures, channel.closed_until) == (0, None)


def test_a_lone_message_outlasts_a_day_of_failures_and_arrives_once(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    settings.QUIET_HOURS, settings.QUIET_DAYS_OFF = "0-0", False
    ten = timedelta(minutes=10)
    with listening(BROKEN) as sink:
        channel = group(settings, campaign, sink)
        say(campaign, world)
        waits = []
        for _time in range(24 * 6):
            if turn():
                waits.append(Delivery.objects.get().not_before - timezone.now())
            clock.shift(ten)
        tries = len(sink.seen)
    row = Delivery.objects.get()
    assert (row.state, row.reason, row.tries) == ("waiting", "again", tries)
    assert 12 < tries <= 30
    assert waits[:4] == sorted(waits[:4])
    assert max(waits) <= timedelta(hours=2)

    with listening(http()) as sink:
        settings.WEBHOOK_HOSTS = [sink.host]
        Channel.objects.filter(pk=channel.pk).update(address=sink.url)
        for _time in range(24):
            turn()
            clock.shift(ten)

    assert (len(sink.seen), states()) == (1, ["sent"])


def test_a_way_that_stays_down_ends_by_age_and_is_seen_in_the_log(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    settings.QUIET_HOURS, settings.QUIET_DAYS_OFF = "0-0", False
    with listening(BROKEN) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        for _time in range(8 * 24):
            turn()
            clock.shift(timedelta(hours=1))

    row = Delivery.objects.get()
    assert (row.state, row.reason, row.answer) == ("failed", "too-old", "down")
    assert len(sink.seen) > 40
    page = world.client("system").get(reverse("notices:log"))
    assert "超过三个工作日未能发出" in page.content.decode()


def test_what_could_not_go_for_three_days_is_given_up(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        clock.shift(timedelta(days=9))  # with a public holiday: four working days
        turn()

    assert (sink.seen, states()) == ([], ["failed"])
    assert Delivery.objects.get().reason == "too-old"


def test_too_many_is_left_alone_as_long_as_it_asks(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http("429 Slow", "", "Retry-After: 1800")) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        turn()
        say(campaign, world, key="2", sort="test.urgent")
        clock.shift(timedelta(minutes=29))
        turn()
        assert len(sink.seen) == 1
        clock.shift(timedelta(minutes=2))
        turn()
        assert len(sink.seen) == 2


@pytest.mark.parametrize("way", [hanging, breaking], ids=["hangs", "breaks-off"])
def test_of_what_nobody_knows_a_robot_gets_no_second_copy(
    world: World, campaign: Campaign, settings: Any, clock: Any, way: Any
) -> None:
    with listening(way) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        for _round in range(3):
            turn()
            clock.shift(timedelta(hours=5))

    assert (len(sink.seen), states()) == (1, ["unknown"])


def test_a_platform_that_knows_a_message_again_gets_it_by_the_same_key(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http_in_turn(breaking, http())) as sink:
        group(settings, campaign, sink, form="json", secret="s")  # noqa: S106
        say(campaign, world)
        turn()
        assert states() == ["waiting"]
        clock.shift(timedelta(minutes=5))
        turn()
    heads = [
        line
        for request in sink.seen
        for line in request.decode().split("\r\n")
        if line.startswith("Idempotency-Key")
    ]

    assert states() == ["sent"]
    assert len(heads) == 2
    assert heads[0] == heads[1]


def test_a_kill_between_sending_and_marking_is_an_unknown(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    """The row of the try stands: the next process finds it without an end, and does not repeat."""
    with listening(http()) as sink:
        channel = group(settings, campaign, sink)
        say(campaign, world)
        claimed = claim(channel.pk, None, timezone.now())  # … it is sent, and the power goes
        assert turn() == 0
        clock.shift(timedelta(minutes=3))
        assert turn() == 1

        assert (sink.seen, states()) == ([], ["unknown"])
    assert claimed is not None
    late = settle(claimed, Answer(outcome=Outcome.SENT), timezone.now())
    assert (late, states()) == (False, ["unknown"])


def test_a_kill_at_a_platform_is_tried_again(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http()) as sink:
        channel = group(settings, campaign, sink, form="json")
        say(campaign, world)
        claim(channel.pk, None, timezone.now())
        clock.shift(timedelta(minutes=3))
        turn()
        clock.shift(timedelta(minutes=5))
        turn()

    assert (len(sink.seen), states()) == (1, ["sent"])


@pytest.mark.usefixtures("clock")
def test_two_workers_take_it_once(world: World, campaign: Campaign, settings: Any) -> None:
    with listening(http()) as sink:
        channel = group(settings, campaign, sink)
        say(campaign, world)
        first = claim(channel.pk, None, timezone.now())

        assert isinstance(first, Claimed)
        assert claim(channel.pk, None, timezone.now()) is None


def test_a_clock_set_back_doubles_nothing_and_holds_nothing_for_ever(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http_in_turn(http(), BROKEN, BROKEN, BROKEN, http())) as sink:
        channel = group(settings, campaign, sink)
        say(campaign, world)
        turn()
        clock.move_to(NOON - timedelta(hours=2))
        turn()
        assert (len(sink.seen), states()) == (1, ["sent"])
        say(campaign, world, key="2")
        for _try in range(3):
            turn()
            clock.shift(timedelta(minutes=5))
        Channel.objects.filter(pk=channel.pk).update(closed_until=NOON + timedelta(days=30))
        clock.move_to(NOON + timedelta(hours=3))
        turn()

    assert states() == ["sent", "sent"]


def test_the_same_to_the_same_group_is_held(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink)
        say(campaign, world, key="1", subject="同一件", text="同样的话")
        say(campaign, world, key="2", subject="同一件", text="同样的话")
        clock.shift(timedelta(hours=13))
        say(campaign, world, key="3", subject="同一件", text="同样的话")

    rows = Delivery.objects.order_by("pk").values_list("state", "reason")
    assert list(rows) == [("waiting", ""), ("held", "repeat"), ("waiting", "")]


def test_a_quiet_night_holds_all_but_what_is_urgent(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    clock.move_to(NOON.replace(day=18, hour=21))  # the 19th is a public holiday, a Friday
    with listening(http()) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        say(campaign, world, key="2", sort="test.urgent")
        turn()
        assert len(sink.seen) == 1
        assert "内容2" in sink.seen[0].decode()
        clock.move_to(NOON.replace(day=21, hour=23))
        assert turn() == 0
        clock.move_to(NOON.replace(day=22, hour=8, minute=6))
        turn()

    assert states() == ["sent", "sent"]


def test_what_waits_past_the_evening_waits_for_the_morning(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    clock.move_to(NOON.replace(hour=19, minute=59))
    with listening(BROKEN) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        turn()
        clock.move_to(NOON.replace(hour=20, minute=10))
        turn()

    row = timezone.localtime(Delivery.objects.get().not_before)
    assert (len(sink.seen), row.day, row.hour) == (1, 18, 8)


def test_a_group_with_an_hour_gets_one_digest_a_day(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink, digest_hour=9)
        say(campaign, world)
        say(campaign, world, key="2")
        turn()
        assert sink.seen == []
        clock.move_to(NOON.replace(day=18, hour=9, minute=1))
        turn()

    assert states() == ["merged", "merged", "sent"]
    assert "提醒1" in sink.seen[0].decode()
    assert "提醒2" in sink.seen[0].decode()


@pytest.mark.usefixtures("clock")
def test_simulated_data_say_so_and_a_simulated_group_gets_nothing(
    world: World, settings: Any
) -> None:
    campaign = make_campaign(world.district, is_simulated=True)
    with listening(http()) as sink:
        group(settings, campaign, sink)
        group(settings, campaign, sink, title="演示", is_simulated=True)
        say(campaign, world)
        turn()

    assert states() == ["sent", "held"]
    assert "【模拟数据】提醒1" in sink.seen[0].decode()


def wanting_mail(settings: Any, world: World, sink: Sink, **fields: Any) -> Preference:
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", sink.port
    settings.MAIL_FROM = "guatu@county.example"
    given = {"mail_address": "liaison@county.example", "mail": "each"}
    return Preference.objects.create(person=world.accounts["liaison"].person, **(given | fields))


@pytest.mark.usefixtures("clock")
def test_a_person_who_wants_mail_gets_it_and_nobody_else(world: World, settings: Any) -> None:
    with listening(smtp()) as sink:
        wanting_mail(settings, world, sink)
        say(None, world)
        say(None, world, key="2", unit_ids=[world.housing.pk])
        turn()

    assert states() == ["sent"]
    assert b"To: liaison@county.example" in sink.seen[0]


@pytest.mark.usefixtures("clock")
def test_a_muted_sort_and_no_address_give_no_mail(world: World, settings: Any) -> None:
    with listening(smtp()) as sink:
        preference = wanting_mail(settings, world, sink, muted_sorts=["test.plain"])
        say(None, world)
        preference.muted_sorts, preference.mail_address = [], ""
        preference.save()
        say(None, world, key="2")

    assert states() == []


@pytest.mark.usefixtures("clock")
def test_an_address_taken_away_in_the_meantime_is_a_refusal(world: World, settings: Any) -> None:
    with listening(smtp()) as sink:
        wanting_mail(settings, world, sink)
        say(None, world)
        Preference.objects.update(mail_address="")
        turn()

    assert (sink.seen, states()) == ([], ["failed"])


def test_a_mail_server_that_hangs_holds_nobody_and_sends_nothing_twice(
    world: World, settings: Any, clock: Any
) -> None:
    with listening(smtp(Manners(hangs_at="CONNECT"))) as sink:
        wanting_mail(settings, world, sink)
        for account in ("approver", "housing_liaison", "stranger", "unit_admin"):
            person = world.accounts[account].person
            Preference.objects.create(
                person=person, mail_address=f"{account}@county.example", mail="each"
            )
        persons = [account.person_id for account in world.accounts.values()]
        say(None, world, unit_ids=[], person_ids=persons)
        assert turn() == 5
        clock.shift(timedelta(minutes=1))
        turn()
        clock.shift(timedelta(hours=5))
        assert len(list(due(timezone.now()))) == 1
    with listening(smtp()) as sink:
        settings.MAIL_PORT = sink.port
        while turn():
            pass

    assert len(sink.seen) == 5
    assert set(states()) == {"sent"}


@pytest.mark.usefixtures("clock")
def test_a_wrong_receiver_closes_the_way_for_nobody(world: World, settings: Any) -> None:
    with listening(smtp(Manners(rcpt="550 no such user"))) as sink:
        wanting_mail(settings, world, sink)
        for key in "123":
            say(None, world, key=key)
        turn()

    assert Channel.objects.get().failures == 0


def test_a_daily_mail_gathers_the_day(world: World, settings: Any, clock: Any) -> None:
    with listening(smtp()) as sink:
        wanting_mail(settings, world, sink, mail="daily", digest_hour=8)
        say(None, world)
        say(None, world, key="2")
        turn()
        clock.move_to(NOON.replace(day=18, hour=8, minute=1))
        turn()

    assert len(sink.seen) == 1
    assert states() == ["merged", "merged", "sent"]


def test_a_robot_gets_no_more_than_it_takes_in_a_minute(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink)
        for n in range(25):
            say(campaign, world, key=str(n))
            turn()
        assert len(sink.seen) == 15
        clock.shift(timedelta(minutes=2))
        turn()

    assert len(sink.seen) == 16
    assert set(states()) == {"sent", "merged"}


def test_the_look_at_what_is_due_is_one_query(
    world: World, campaign: Campaign, settings: Any, django_assert_num_queries: Any
) -> None:
    with listening(http()) as sink:
        group(settings, campaign, sink)
        say(campaign, world)
        with django_assert_num_queries(1):
            list(due(timezone.now() + timedelta(days=20)))


def test_a_way_that_is_down_is_told_to_who_keeps_it_once_a_day(
    world: World, campaign: Campaign, settings: Any, clock: Any
) -> None:
    with listening(BROKEN) as sink:
        group(settings, campaign, sink, title="行动群")
        say(campaign, world)
        for _try in range(5):
            turn()
            clock.shift(timedelta(minutes=20))

    told = NoticeCopy.objects.filter(notice__sort="notices.down")
    names = told.order_by("person__name").values_list("person__name", "notice__subject")
    assert list(names) == [
        ("office", "行动群暂时无法接收消息"),
        ("system", "行动群暂时无法接收消息"),
    ]
    assert Delivery.objects.count() == 1
