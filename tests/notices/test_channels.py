"""Ways out as the office and the administrator keep them; the log; a person's wishes."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from sinks import http, listening
from tellings import notice
from worlds import World, make_campaign

from guatu.audit.models import AuditChange, AuditEvent, PrivateValue
from guatu.notices.actions import tell_all
from guatu.notices.actions.delivering import deliver_one
from guatu.notices.models import Channel, Delivery, Preference

pytestmark = pytest.mark.django_db
SECRET_URL = "https://robot.example/send?key=very-secret-key"  # noqa: S105


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["robot.example"]


def typed(world: World, **fields: Any) -> dict[str, Any]:
    given = {
        "title": "财政工作群", "form": "dingtalk", "unit": world.finance.pk, "campaign": "",
        "address": SECRET_URL, "secret": "SEC-not-to-be-seen",
    }  # fmt: skip
    return given | fields


def test_the_office_makes_one_and_nobody_sees_its_address_again(world: World) -> None:
    client = world.client("office")
    response = client.post("/notices/channels/", typed(world))
    row = Channel.objects.get()
    pages = [f"/notices/channels/{row.pk}/", "/notices/channels/", "/notices/log/"]
    seen = "".join(client.get(page).content.decode() for page in pages)

    assert response.status_code == 302
    assert (row.unit, row.address) == (world.finance, SECRET_URL)
    assert "robot.example" in seen
    kept = [seen, *map(str, AuditEvent.objects.values()), *map(str, AuditChange.objects.values())]
    kept += map(str, PrivateValue.objects.values())
    assert not [text for text in kept if "very-secret-key" in text or "SEC-not" in text]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("https://elsewhere.example/x", "未允许主机 elsewhere.example"),
        ("http://robot.example/x", "只接受 https://"),
        ("robot.example/x", "这不是机器人地址"),
    ],
)
def test_an_address_that_the_operator_did_not_allow_is_refused(
    world: World, address: str, sentence: str
) -> None:
    response = world.client("office").post("/notices/channels/", typed(world, address=address))

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Channel.objects.count() == 0


def test_it_says_whose_notices_go_there(world: World) -> None:
    response = world.client("office").post("/notices/channels/", typed(world, unit=""))

    assert response.status_code == 422
    assert Channel.objects.count() == 0


def test_an_office_keeps_its_own_alone(world: World) -> None:
    campaign = make_campaign(world.town)
    world.add("town_office", world.town, world.posts["office"].role)
    world.client("office").post("/notices/channels/", typed(world))
    mine = Channel.objects.get()
    town = world.client("town_office")

    assert town.get(f"/notices/channels/{mine.pk}/").status_code == 404
    assert "财政工作群" not in town.get("/notices/channels/").content.decode()
    assert town.post("/notices/channels/", typed(world)).status_code == 422  # finance is no choice
    made = town.post("/notices/channels/", typed(world, unit="", campaign=campaign.pk))
    assert made.status_code == 302
    assert world.client("liaison").get("/notices/channels/").status_code == 403


def test_leaving_address_and_secret_empty_keeps_them(world: World) -> None:
    client = world.client("office")
    client.post("/notices/channels/", typed(world))
    row = Channel.objects.get()
    changed = {"title": "新名", "version": row.version, "digest_hour": "9"}
    client.post(f"/notices/channels/{row.pk}/", changed)
    stale = client.post(f"/notices/channels/{row.pk}/", changed)
    row.refresh_from_db()

    assert (row.title, row.digest_hour, row.address) == ("新名", 9, SECRET_URL)
    assert row.secret == "SEC-not-to-be-seen"  # noqa: S105
    assert stale.status_code == 412


def test_a_test_goes_out_and_its_answer_stands_in_the_log(world: World, settings: Any) -> None:
    refusing = http(body='{"errcode":310000,"errmsg":"sign not match"}')
    with listening(refusing) as sink:
        settings.WEBHOOK_HOSTS = [sink.host]
        client = world.client("office")
        client.post("/notices/channels/", typed(world, address=sink.url))
        row = Channel.objects.get()
        client.post(f"/notices/channels/{row.pk}/test/")
        deliver_one(row.pk, None)
    (request,) = sink.seen
    html = client.get("/notices/log/").content.decode()

    assert b"&timestamp=" in request
    assert "测试消息" in html
    assert "sign not match" in html
    assert "对方拒收" in html


def test_switching_off_stops_what_waits(world: World) -> None:
    client = world.client("office")
    client.post("/notices/channels/", typed(world))
    row = Channel.objects.get()
    tell_all([notice(unit_ids=[world.finance.pk])])
    client.post(f"/notices/channels/{row.pk}/switch/", {"version": row.version})

    assert Delivery.objects.get().state == "stopped"
    tell_all([notice(key="2", unit_ids=[world.finance.pk])])
    assert Delivery.objects.count() == 1
    refused = client.post(f"/notices/channels/{row.pk}/test/")
    assert refused.status_code == 422


def ended(world: World, state: str) -> Delivery:
    row = Channel.objects.create(
        form="wecom", title="群", unit=world.finance, address=SECRET_URL, made_at=timezone.now()
    )
    tell_all([notice(unit_ids=[world.finance.pk])])
    Delivery.objects.update(state=state)
    return Delivery.objects.get(channel=row)


@pytest.mark.parametrize("state", ["failed", "unknown", "stopped", "held"])
def test_what_ended_is_sent_again_by_hand_and_recorded(world: World, state: str) -> None:
    row = ended(world, state)
    client = world.client("office")
    client.post(f"/notices/log/{row.pk}/retry/", {"version": row.version})
    again = client.post(f"/notices/log/{row.pk}/retry/", {"version": row.version})

    assert Delivery.objects.get().state == "waiting"
    assert again.status_code == 422
    assert AuditEvent.objects.filter(act="delivery.retry").count() == 1


@pytest.mark.parametrize("state", ["sent", "merged", "sending"])
def test_what_went_out_is_not_sent_again(world: World, state: str) -> None:
    row = ended(world, state)
    response = world.client("office").post(
        f"/notices/log/{row.pk}/retry/", {"version": row.version}
    )

    assert response.status_code == 422


def test_what_waits_is_stopped(world: World) -> None:
    row = ended(world, "waiting")
    client = world.client("office")
    client.post(f"/notices/log/{row.pk}/stop/", {"version": row.version})

    assert Delivery.objects.get().state == "stopped"
    assert (
        client.post(f"/notices/log/{row.pk}/stop/", {"version": row.version}).status_code == 412
        or 422
    )


def test_the_administrator_sees_the_log_and_not_what_campaigns_say(world: World) -> None:
    row = ended(world, "failed")
    html = world.client("system").get("/notices/log/").content.decode()

    assert row.subject not in html
    assert "Plain" in html
    assert row.subject in world.client("office").get("/notices/log/").content.decode()


def test_mails_to_persons_are_not_the_offices_business(world: World, settings: Any) -> None:
    settings.MAIL_HOST, settings.MAIL_FROM = "mail.example", "guatu@county.example"
    person = world.accounts["liaison"].person
    Preference.objects.create(person=person, mail_address="a@county.example", mail="each")
    tell_all([notice(unit_ids=[world.finance.pk])])

    assert (
        "邮件"
        not in world.client("office").get("/notices/log/").content.decode().split("<table")[-1]
    )
    assert (
        "邮件" in world.client("system").get("/notices/log/").content.decode().split("<table")[-1]
    )


def test_the_log_is_narrowed_and_pages(world: World) -> None:
    row = ended(world, "failed")
    Delivery.objects.bulk_create(
        Delivery(
            key=str(n), channel=row.channel, subject=f"第{n}条", fingerprint="", state="sent",
            not_before=timezone.now(), made_at=timezone.now(),
        )
        for n in range(60)
    )  # fmt: skip
    client = world.client("office")
    first = client.get("/notices/log/").content.decode()

    assert first.count("<tr>") == 51
    assert "below=" in first
    assert client.get("/notices/log/?state=failed").content.decode().count("<tr>") == 2
    assert client.get("/notices/log/?channel=99999&below=x").status_code == 200


def test_a_person_sets_its_own_wishes_once_at_a_version(world: World) -> None:
    client = world.client("liaison")
    wish = {
        "mail_address": "liaison@county.example", "mail": "daily", "digest_hour": "7",
        "muted_sorts": ["test.plain"], "version": "0",
    }  # fmt: skip
    assert client.post("/notices/preferences/", wish).status_code == 302
    assert client.post("/notices/preferences/", wish).status_code == 412
    row = Preference.objects.get()

    assert (row.person, row.mail, row.digest_hour) == (world.accounts["liaison"].person, "daily", 7)
    assert "liaison@county.example" not in str(list(AuditChange.objects.values("after")))
    assert "liaison@county.example" in client.get("/notices/preferences/").content.decode()
    assert "liaison@" not in world.client("office").get("/notices/preferences/").content.decode()


@pytest.mark.parametrize(
    "fields", [{"mail_address": "no address"}, {"mail_address": ""}, {"digest_hour": "24"}]
)
def test_a_wish_that_cannot_be_is_refused_with_a_sentence(
    world: World, fields: dict[str, str]
) -> None:
    wish = {"mail_address": "a@county.example", "mail": "each", "digest_hour": "8", "version": "0"}
    response = world.client("liaison").post("/notices/preferences/", wish | fields)

    assert response.status_code == 422
    assert Preference.objects.count() == 0
