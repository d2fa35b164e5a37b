"""Every pack that ships: its form, its list, its course from the first stage to the last."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.core.kinds import Field, FieldType, Filler, KindDefinition, read_kind
from guatu.core.lamps import read_rule_set
from guatu.dispatch.actions import ensure_cadence, open_round
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import (
    Assigned,
    EntryEdit,
    NewEntry,
    Passage,
    Proof,
    edit_entry,
    insert_entries,
    pass_stage,
)
from guatu.ledgers.actions.closings import Check, review_closing, verify_closing
from guatu.ledgers.models import Closing, Entry, Kind
from guatu.ledgers.queries import definition_of, visible_entry
from guatu.shell.errors import InvalidState

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2] / "src" / "guatu" / "packs"
PACKS = sorted(path.stem for path in (ROOT / "kinds").glob("*.toml"))
FIELD_PACKS = ("enterprise_service", "investment", "livelihood", "relocation", "risk_point")
FILE = Proof(payload="佐证材料".encode(), file_name="佐证.txt")
TODAY = date(2026, 9, 30)


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def value_of(field: Field) -> Any:
    """Return some value that the field takes, as it is stored."""
    if field.type is FieldType.CHOICE:
        return field.choices[0].code
    values: dict[FieldType, Any] = {
        FieldType.TEXT: "某厂",
        FieldType.CODE: "DH-01",
        FieldType.NUMBER: "12",
        FieldType.MONEY: 1_000_000,
        FieldType.DATE: "2026-06-30",
        FieldType.BOOL: True,
    }
    return values.get(field.type)


def filled(kind: KindDefinition) -> dict[str, Any]:
    tracks = {track.field for track in kind.tracks}
    values = {field.key: value_of(field) for field in kind.fields if field.key not in tracks}
    return {key: value for key, value in values.items() if value is not None}


@pytest.mark.parametrize("code", PACKS)
def test_its_rule_set_ships_with_it(code: str) -> None:
    kind = read_kind((ROOT / "kinds" / f"{code}.toml").read_text(encoding="utf-8"), code)
    path = ROOT / "lamps" / f"{kind.lamp_rules}.toml"

    rules = read_rule_set(path.read_text(encoding="utf-8"), file=path.name)

    assert rules.name == kind.lamp_rules
    assert (
        not kind.has_limits
        or {"stage_limit"} <= {rule.kind.name for rule in rules.rules}
        or (code in {"task", "project"})
    )


@pytest.mark.parametrize("code", PACKS)
def test_it_has_a_form_a_list_and_a_page(people: World, campaign: Campaign, code: str) -> None:
    client = people.client("office")
    kind = definition_of(Kind.objects.get(code=code))
    new = NewEntry(
        title="一个样本", leads=(Assigned(unit_id=people.finance.pk),), fields=filled(kind)
    )
    (entry,) = insert_entries(campaign, code, [new])

    form = client.get(reverse("ledgers:create", args=[campaign.slug, code]))
    sheet = client.get(reverse("ledgers:sheet", args=[campaign.slug, code]) + "?figures=1")
    page = client.get(reverse("ledgers:entry", args=[entry.pk]))
    preview = client.get(reverse("ledgers:kind", args=[code]))

    assert {response.status_code for response in (form, sheet, page, preview)} == {200}
    assert "一个样本" in sheet.content.decode()
    assert kind.stages[0].name.zh in page.content.decode()


def close_checked(people: World, entry: Entry) -> None:
    """Review what the approver asked for, and check it as the office."""
    people.add("head", people.finance, Role.APPROVER, title="局长")
    one = Closing.objects.get(entry=entry)
    one = review_closing(people.actor("head"), one, version=one.version)
    check = Check(method="documents", proof=FILE)
    one = Closing.objects.select_related("entry__campaign__unit", "entry__kind").get(pk=one.pk)
    verify_closing(people.actor("office"), one, version=one.version, check=check, today=TODAY)


@pytest.mark.parametrize("code", PACKS)
def test_its_course_is_walked_with_what_each_stage_asks_for(
    people: World, campaign: Campaign, code: str
) -> None:
    kind = definition_of(Kind.objects.get(code=code))
    new = NewEntry(
        title="一个样本", leads=(Assigned(unit_id=people.finance.pk),), fields=filled(kind)
    )
    (entry,) = insert_entries(campaign, code, [new])

    for stage in kind.stages[1:]:
        who = people.actor("office" if stage.is_final else "approver")
        row = visible_entry(who, entry.pk)
        if stage.is_final and kind.closing_stage is not None:
            close_checked(people, entry)
            continue
        proof = FILE if stage.proof else None
        passage = Passage(to_stage=stage.code, passed_on=TODAY, proof=proof)
        pass_stage(who, row, version=row.version, passage=passage, today=TODAY)

    entry = Entry.objects.get(pk=entry.pk)
    last = kind.stages[-1]
    assert (entry.stage, entry.stage_since) == (last.code, TODAY)
    assert (entry.closed_on == TODAY) == last.is_final
    assert (entry.limit_at is None) or not last.is_final


@pytest.mark.parametrize("code", PACKS)
def test_what_the_office_closes_is_asked_for_reviewed_and_checked(code: str) -> None:
    kind = read_kind((ROOT / "kinds" / f"{code}.toml").read_text(encoding="utf-8"), code)

    assert (kind.closing_stage is not None) == (kind.closed_by is Filler.OFFICE)
    assert kind.stages[-1].is_final


def test_a_good_recheck_of_a_point_asks_for_no_closing(people: World, campaign: Campaign) -> None:
    new = NewEntry(title="一处边坡", leads=(Assigned(unit_id=people.finance.pk),))
    (entry,) = insert_entries(campaign, "risk_point", [new])
    course = ("rectifying", "recheck", "guarded")

    for stage in course:
        row = visible_entry(people.actor("office"), entry.pk)
        proof = FILE if stage == "recheck" else None
        passage = Passage(to_stage=stage, passed_on=TODAY, proof=proof, note="复查合格")
        pass_stage(people.actor("office"), row, version=row.version, passage=passage, today=TODAY)

    assert not Closing.objects.filter(entry=entry).exists()


@pytest.mark.parametrize("code", FIELD_PACKS)
def test_field_packs_say_what_they_are_for(code: str) -> None:
    kind = read_kind((ROOT / "kinds" / f"{code}.toml").read_text(encoding="utf-8"), code)

    assert kind.help is not None
    assert kind.has_limits
    assert any(stage.proof for stage in kind.stages)
    assert kind.statistics
    assert all(not field.marks for field in kind.fields if field.is_private)


def test_a_stage_waits_for_the_fields_that_it_asks_for(people: World, campaign: Campaign) -> None:
    new = NewEntry(title="一户", leads=(Assigned(unit_id=people.finance.pk),), stage="visited",
                   fields={"house_code": "A-1"})  # fmt: skip
    (entry,) = insert_entries(campaign, "relocation", [new])
    actor = people.actor("liaison")
    go = Passage(to_stage="surveyed", passed_on=TODAY, proof=FILE)

    row = visible_entry(actor, entry.pk)
    with pytest.raises(InvalidState, match="征地面积"):
        pass_stage(actor, row, version=row.version, passage=go, today=TODAY)
    row = visible_entry(actor, entry.pk)
    given = EntryEdit(fields={"area_mu": "0.80", "floor_area": "120.00"})
    row = edit_entry(actor, row, version=row.version, edit=given)
    pass_stage(actor, row, version=row.version, passage=go, today=TODAY)

    assert Entry.objects.get(pk=entry.pk).stage == "surveyed"


def test_a_unit_adds_a_request_of_its_own_and_nobody_else_s(
    people: World, campaign: Campaign
) -> None:
    insert_entries(
        campaign, "enterprise_service", [NewEntry(title="第一件", fields={"firm": "某厂"})]
    )
    path = reverse("ledgers:create", args=[campaign.slug, "enterprise_service"])
    body = {"title": "用电增容", "field_firm": "某厂", "field_received_on": "2026-06-01",
            "lead": people.finance.pk, "then": "another"}  # fmt: skip

    made = people.client("liaison").post(path, body)
    other = people.client("liaison").post(path, body | {"lead": people.housing.pk})

    assert made.headers["Location"] == path
    assert other.status_code == 422
    entry = Entry.objects.get(title="用电增容")
    assert entry.unit == people.finance
    assert entry.fields["received_on"] == "2026-06-01"


def test_private_fields_are_looked_at_on_record_and_kept_unseen(
    people: World, campaign: Campaign
) -> None:
    hidden_name = "模拟住户甲"
    new = NewEntry(title="一户", leads=(Assigned(unit_id=people.finance.pk),),
                   supports=(Assigned(unit_id=people.housing.pk),),
                   fields={"house_code": "A-1", "householder": hidden_name})  # fmt: skip
    (entry,) = insert_entries(campaign, "relocation", [new])
    look, edit = (reverse(f"ledgers:{name}", args=[entry.pk]) for name in ("look", "edit"))
    client = people.client("liaison")
    pages = [
        client.get(reverse("ledgers:entry", args=[entry.pk])),
        client.get(edit),
        client.get(reverse("ledgers:sheet", args=[campaign.slug, "relocation"])),
        client.get(
            reverse("ledgers:sheet", args=[campaign.slug, "relocation"]) + f"?q={hidden_name}"
        ),
    ]

    shown = client.post(look, {})

    # the search box repeats what was typed; no row comes of it
    assert all(hidden_name not in page.content.decode() for page in pages[:3])
    assert "A-1" not in pages[3].content.decode()
    assert hidden_name in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    event = AuditEvent.objects.get(act="entry.look")
    assert event.details == {"fields": ["householder"]}
    assert people.client("housing_liaison").post(look, {}).status_code == 403
    client.post(edit, {"field_house_code": "A-2", "version": entry.version})
    entry.refresh_from_db()
    assert (entry.fields["house_code"], entry.fields["householder"]) == ("A-2", hidden_name)


def test_a_closed_kind_asks_no_round(people: World, campaign: Campaign) -> None:
    office = people.actor("office")
    owed = {"leads": (Assigned(unit_id=people.finance.pk),)}
    insert_entries(
        campaign, "risk_point", [NewEntry(title="边坡", fields={"point_code": "1"}, **owed)]
    )
    insert_entries(campaign, "livelihood", [NewEntry(title="幼儿园", **owed)])

    open_round(office, ensure_cadence(office, campaign), campaign.starts_on)

    assert list(CheckIn.objects.values_list("entry__title", flat=True)) == ["幼儿园"]


@pytest.mark.parametrize(("code", "says"), [("risk_point", True), ("livelihood", False)])
def test_a_page_of_reports_says_where_none_are_asked(
    people: World, campaign: Campaign, code: str, *, says: bool
) -> None:
    fields = {"point_code": "1"} if code == "risk_point" else {}
    (entry,) = insert_entries(campaign, code, [NewEntry(title="边坡", fields=fields)])

    path = reverse("dispatch:entry-stream", args=[entry.pk])
    page = people.client("office").get(path).content.decode()

    assert ("本台账不作定期填报" in page) is says
