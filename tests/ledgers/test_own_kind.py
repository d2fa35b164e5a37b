"""A kind that nobody programmed: from its text in the browser to form, list, filter, statistics, lamps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.dispatch.actions import recompute_lamps
from guatu.ledgers.models import Entry, FieldValue, Kind, Ledger, LogRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("campaign")]

# a county's own, in one language, in some twenty lines
WELLS = """\
code = "well"
noun = "机井"
help = "一井一档，每月巡查一次。"
lamp_rules = "limits"
[stages]
listed = "已登记"
repair = { name = "维修中", limit_working_days = 5 }
kept = { name = "已移交", final = true }
[fields]
well_code = { type = "code", name = "井号", required = true }
depth = { type = "number", name = "井深", measure = "米", marks = ["sort", "statistic"], bands = [50, 100] }
state = { type = "choice", name = "状况", choices = { good = "完好", broken = "损坏" }, marks = ["filter"] }
[statistics]
by_depth = { name = "按井深分档", function = "count", by = "depth" }
[logs.patrol]
name = "巡查"
every_days = 30
[logs.patrol.fields.found]
type = "choice"
name = "结果"
choices = { fine = "正常", fault = { name = "故障", to_stage = "repair" } }
"""


@pytest.fixture
def well(people: World, campaign: Campaign) -> Entry:
    client = people.client("office")
    client.post(reverse("ledgers:kind-new"), {"source": WELLS, "action": "install"})
    client.post(reverse("ledgers:kind-open", args=["well"]), {"campaign": campaign.slug})
    add(people, campaign, title="村东一号井", field_well_code="J-001", field_depth="80")
    return Entry.objects.get(title="村东一号井")


def add(people: World, campaign: Campaign, **values: Any) -> Any:
    body = {"roll_up": "none", "field_state": "good"} | values
    path = reverse("ledgers:create", args=[campaign.slug, "well"])
    return people.client("office").post(path, body)


def sheet(people: World, campaign: Campaign, query: str = "", who: str = "office") -> str:
    path = reverse("ledgers:sheet", args=[campaign.slug, "well"])
    return people.client(who).get(f"{path}?figures=1{query}").content.decode()


def test_it_is_checked_previewed_and_installed(people: World) -> None:
    client = people.client("office")
    path = reverse("ledgers:kind-new")

    page = client.post(path, {"source": WELLS, "action": "check"}).content.decode()
    before = Kind.objects.filter(code="well").exists()
    client.post(path, {"source": WELLS, "action": "install"})

    assert "井深" in page
    assert "维修中" in page
    assert not before
    kind = Kind.objects.get(code="well")
    assert (kind.source, kind.is_built_in) == (WELLS, False)
    assert AuditEvent.objects.filter(act="kind.install", object_id=str(kind.pk)).exists()


@pytest.mark.usefixtures("well")
def test_form_list_filter_sort_and_statistics_come_of_it(people: World, campaign: Campaign) -> None:
    add(people, campaign, title="村西二号井", field_well_code="J-002", field_depth="120")
    form = people.client("office").get(reverse("ledgers:create", args=[campaign.slug, "well"]))

    assert "井深" in form.content.decode()
    page = sheet(people, campaign)
    assert "村东一号井" in page
    assert "J-002" in page
    assert "50—100" in page  # the bands of the depth, counted
    only = sheet(people, campaign, "&f.depth=2")
    assert "村西二号井" in only
    assert "村东一号井" not in only
    sorted_page = sheet(people, campaign, "&sort=f.depth")
    assert sorted_page.index("村西二号井") < sorted_page.index("村东一号井")


def test_what_is_counted_once_is_refused_a_second_time(
    people: World, campaign: Campaign, well: Entry
) -> None:
    response = add(people, campaign, title="同一口井", field_well_code="ｊ-001 ")

    assert response.status_code == 422
    assert "村东一号井" in response.content.decode()  # the other entry, by its name
    assert Entry.objects.filter(ledger=well.ledger).count() == 1
    value = FieldValue.objects.get(entry=well, field="well_code")
    assert (value.text, value.once_in_id) == ("J-001", well.ledger_id)


def test_a_row_of_its_log_sends_it_on_and_sets_its_limit(people: World, well: Entry) -> None:
    client = people.client("office")
    path = reverse("ledgers:log", args=[well.pk, "patrol"])
    today = timezone.localdate()
    body = {"happened_on": today.isoformat(), "field_found": "fault", "version": well.version}

    response = client.post(path, body)

    assert response.status_code == 302
    well.refresh_from_db()
    assert (well.stage, well.stage_since, well.limit_for) == ("repair", today, "stage")
    assert well.limit_at is not None
    assert well.passages.get().note == "依据“巡查”的记录。"
    assert "故障" in client.get(reverse("ledgers:logs", args=[well.pk])).content.decode()


def test_a_row_does_not_pass_by_what_a_later_stage_asks_for(people: World, well: Entry) -> None:
    client = people.client("office")
    text = WELLS.replace(
        "limit_working_days = 5 }",
        'limit_working_days = 5, proof = "维修单", requires = ["depth"] }',
    )
    edited = {"source": text, "action": "install", "version": 1}
    client.post(reverse("ledgers:kind-edit", args=["well"]), edited)
    Entry.objects.filter(pk=well.pk).update(fields={"well_code": "J-001"})
    path = reverse("ledgers:log", args=[well.pk, "patrol"])
    today = timezone.localdate().isoformat()
    body = {"happened_on": today, "field_found": "fault", "version": well.version}

    lacking = client.post(path, body)
    Entry.objects.filter(pk=well.pk).update(fields=well.fields)
    unproven = client.post(path, body)
    proof = SimpleUploadedFile("单.pdf", b"%PDF-1.4 x", content_type="application/pdf")
    passed = client.post(path, body | {"proof": proof})

    assert lacking.status_code == unproven.status_code == 422
    assert reverse("ledgers:edit", args=[well.pk]) in lacking.content.decode()
    assert "维修单" in unproven.content.decode()
    assert passed.status_code == 302
    assert well.passages.get().evidence == LogRow.objects.get().evidence is not None


def test_a_log_that_is_late_lights_it(people: World, campaign: Campaign, well: Entry) -> None:
    later = timezone.localdate() + timedelta(days=40)
    recompute_lamps(people.actor("office"), campaign, later)

    well.refresh_from_db()
    assert well.limit_for == "log:patrol"
    assert well.lamp == "behind"


def test_it_is_asked_in_rounds_and_owed_like_any_other(
    people: World, campaign: Campaign, well: Entry
) -> None:
    body = {"leads": "区财政局", "version": well.version}

    people.client("office").post(reverse("ledgers:duties", args=[well.pk]), body)

    well.refresh_from_db()
    assert well.unit == people.finance
    assert "村东一号井" in sheet(people, campaign, who="liaison")


def test_a_changed_kind_keeps_what_it_drops_and_refuses_what_is_used(
    people: World, well: Entry
) -> None:
    client = people.client("office")
    path = reverse("ledgers:kind-edit", args=["well"])
    kind = Kind.objects.get(code="well")
    used = WELLS.replace('good = "完好", ', "")
    dropped = "\n".join(
        line for line in WELLS.splitlines() if not line.startswith(("depth", "by_depth"))
    )

    refused = client.post(path, {"source": used, "action": "install", "version": kind.version})
    taken = client.post(path, {"source": dropped, "action": "install", "version": kind.version})

    assert refused.status_code == 422
    assert "村东一号井" in refused.content.decode()
    assert taken.status_code == 302
    well.refresh_from_db()
    assert well.fields["depth"] == "80"
    assert not FieldValue.objects.filter(entry=well, field="depth").exists()
    edit = {
        "title": well.title,
        "roll_up": "none",
        "field_well_code": "J-009",
        "version": well.version,
    }
    assert client.post(reverse("ledgers:edit", args=[well.pk]), edit).status_code == 302
    well.refresh_from_db()
    assert (well.fields["depth"], well.fields["well_code"]) == ("80", "J-009")


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        (('code = "well"', 'code = "Well"'), "1", "code"),
        (('type = "number"', 'type = "decimal"'), "11", "fields"),
        (("[stages]", "[stages"), "5", "TOML"),
        (('"limits"', '"none"'), "4", "lamp_rules"),
    ],
    ids=["code", "type", "syntax", "rules"],
)
def test_what_is_wrong_is_told_by_line_and_key(
    people: World, change: tuple[str, str], line: str, key: str
) -> None:
    source = WELLS.replace(*change)

    response = people.client("office").post(
        reverse("ledgers:kind-new"), {"source": source, "action": "check"}
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert f"第{line}行" in page
    assert key in page


def test_a_built_in_kind_is_copied_and_not_changed(people: World) -> None:
    client = people.client("office")

    assert client.get(reverse("ledgers:kind-edit", args=["risk_point"])).status_code == 403
    copy = client.get(reverse("ledgers:kind-new") + "?copy=risk_point").content.decode()
    assert "risk_point_own" in copy
    assert people.client("liaison").get(reverse("ledgers:kinds")).status_code == 403


def test_a_wrong_row_is_struck_with_a_reason_and_counts_no_more(people: World, well: Entry) -> None:
    client = people.client("office")
    today = timezone.localdate()
    body = {"happened_on": today.isoformat(), "field_found": "fine", "version": well.version}
    client.post(reverse("ledgers:log", args=[well.pk, "patrol"]), body)
    row = LogRow.objects.get()
    path = reverse("ledgers:strike-log", args=[well.pk, row.pk])

    assert client.post(path, {"reason": " "}).status_code == 422
    assert client.post(path, {"reason": "录错了井"}).status_code == 302
    assert client.post(path, {"reason": "再次"}).status_code == 422
    page = client.get(reverse("ledgers:logs", args=[well.pk])).content.decode()
    assert "录错了井" in page
    row.refresh_from_db()
    assert row.struck_reason == "录错了井"


def test_a_ledger_is_opened_by_the_office_that_runs_the_campaign(
    people: World, campaign: Campaign
) -> None:
    people.add("town_office", people.town, Role.CAMPAIGN_OFFICE)
    path = reverse("ledgers:kind-open", args=["risk_point"])
    body = {"campaign": campaign.slug}

    assert people.client("town_office").post(path, body).status_code in {403, 404}
    assert people.client("liaison").post(path, body).status_code == 403
    assert not Ledger.objects.filter(campaign=campaign).exists()
    assert people.client("office").post(path, body).status_code == 302
    assert Ledger.objects.get(campaign=campaign).kind.code == "risk_point"
