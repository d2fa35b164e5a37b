"""The pages of versions: what a plan is, how two differ, one's word on each line, merging."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from drafts import PLAN, make_confirmed, make_draft, settings_for, settle
from versions import CORRECTED, choose, fresh, outcomes, relate, row_of, settle_all
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign, Observation, Plan, Target
from guatu.core.planreading.compare.kin import Kin
from guatu.ledgers.actions import EntryEdit, edit_entry, install_kinds
from guatu.ledgers.models import Entry
from guatu.planning.actions import confirm_draft, edit_item
from guatu.planning.actions.loading import line_digest
from guatu.planning.actions.merging import MergeChoices, merge_draft
from guatu.planning.actions.merging_choices import decide_match, take_special
from guatu.planning.actions.merging_kin import settle_kin
from guatu.planning.models import Draft, LineSource
from guatu.planning.queries.versions import match_for
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db

NEXT_YEAR = (
    PLAN.replace("2026年", "2027年")
    .replace("2026-01-08", "2027-01-08")
    .replace("2025年", "2026年")
    .replace("技改投资12.5亿元", "技改投资14亿元")
    .replace("新增规上工业企业18家", "新增规上工业企业20家")
)
SPECIAL = """青溪区2026年技改专项方案

发布机构：青溪区人民政府
发布日期：2026-02-08

根据《青溪区“强基提质”2026年行动方案》，制定本专项方案。

一、重点任务

1.实施技改攻坚行动。全年完成技改投资12.5亿元，其中设备更新投资4亿元。（牵头单位：区财政局）

2.实施数字车间行动。新增数字车间6个。（牵头单位：区科技局）
"""


@pytest.fixture(autouse=True)
def installed(db: None) -> None:  # noqa: ARG001 it needs the database
    install_kinds()
    install_measures()


@pytest.fixture
def campaign(world: World) -> Campaign:
    return make_confirmed(world)


@pytest.fixture
def plan(campaign: Campaign) -> Plan:
    return Plan.objects.get(campaign=campaign)


def post(world: World, address: str, **fields: Any) -> Any:
    return world.client("office").post(address, fields)


def load(world: World, text: str, name: str = "plan.txt") -> Any:
    file = SimpleUploadedFile(name, text.encode())
    fields = {"file": file, "text": "", "unit": str(world.district.pk)}
    return post(world, "/planning/upload/", **fields)


# --- the same plan, and which plan ------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        PLAN.replace("\n", "\r\n"),
        PLAN.replace("　　", ""),
        PLAN.replace("12.5亿元", "１２．５ 亿元").replace("（", "("),
        PLAN.replace("“", '"').replace("”", '"') + "\n\n\n",
    ],
)
def test_the_same_text_out_of_another_file_is_the_same_plan(world: World, again: str) -> None:
    first = make_draft(world)
    response = load(world, again)

    assert (response.status_code, response.url) == (302, f"/planning/drafts/{first.pk}/")
    assert (Plan.objects.count(), Draft.objects.count()) == (1, 1)


def test_a_plan_loaded_before_the_hash_left_blanks_out_is_known(world: World) -> None:
    first = make_draft(world)
    Plan.objects.update(text_digest=line_digest(PLAN))
    response = load(world, PLAN)

    assert response.url == f"/planning/drafts/{first.pk}/"
    assert Plan.objects.count() == 1


def test_a_figure_makes_another_plan(world: World) -> None:
    make_draft(world)
    response = load(world, PLAN.replace("12.5亿元", "12.6亿元"))

    assert response.url.endswith("/kin/")
    assert Plan.objects.count() == 2


def test_the_office_is_asked_what_the_plan_is(world: World, campaign: Campaign, plan: Plan) -> None:
    address = load(world, CORRECTED).url
    page = world.client("office").get(address).content.decode()

    assert f'value="correction:{plan.pk}" checked' in page
    assert str(campaign) in page
    draft = Draft.objects.latest("pk")
    response = post(world, address, version=draft.version, kin=f"correction:{plan.pk}")
    assert response.url == f"/planning/drafts/{draft.pk}/lines/"
    assert Plan.objects.get(pk=draft.plan_id).corrects == plan
    assert AuditEvent.objects.latest("number").act == "plan.relate"


def test_it_can_be_said_anew_until_it_is_confirmed(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    address = f"/planning/drafts/{draft.pk}/kin/"
    post(world, address, version=draft.version, kin="successor", plan=plan.pk)
    draft = fresh(draft)

    assert (draft.plan.corrects, draft.plan.follows) == (None, plan)
    post(world, address, version=draft.version, kin="none")
    assert fresh(draft).plan.follows is None


def test_the_same_plan_with_a_page_around_it_is_put_away(world: World) -> None:
    first = make_draft(world)
    address = load(world, f"来源：区政府网\n{PLAN}").url
    draft = Draft.objects.latest("pk")
    page = world.client("office").get(address).content.decode()
    assert f'value="same:{first.plan_id}" checked' in page

    response = post(world, address, version=draft.version, kin=f"same:{first.plan_id}")

    assert response.url == f"/planning/drafts/{first.pk}/"
    assert fresh(draft).state == "discarded"


@pytest.mark.parametrize("fields", [{}, {"kin": "nonsense"}, {"kin": "correction", "plan": "99"}])
def test_a_word_that_says_nothing_is_told(world: World, plan: Plan, fields: dict[str, str]) -> None:
    draft = make_draft(world, CORRECTED)
    version = fresh(draft).version
    response = post(world, f"/planning/drafts/{draft.pk}/kin/", version=version, **fields)

    assert (response.status_code, fresh(draft).version) == (422, version)
    assert plan.corrected_by.count() == 0


def test_a_plan_does_not_stand_beneath_itself(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    other = make_draft(world, PLAN.replace("12.5亿元", "13亿元"))
    Plan.objects.filter(pk=plan.pk).update(follows=other.plan)

    other = fresh(other)
    with pytest.raises(InvalidState):
        settle_kin(
            world.actor("office"), other, other.version, kin=Kin.CORRECTION, other=fresh(draft).plan
        )


def test_what_changed_meanwhile_is_told(world: World, plan: Plan) -> None:
    draft = fresh(make_draft(world, CORRECTED))
    with pytest.raises(Stale):
        settle_kin(world.actor("office"), draft, draft.version + 1, kin=Kin.CORRECTION, other=plan)


@pytest.mark.parametrize("name", ["liaison", "leader"])
def test_only_the_office_says_what_a_plan_is(world: World, plan: Plan, name: str) -> None:
    draft = fresh(make_draft(world, CORRECTED))
    with pytest.raises(NotAllowed):
        settle_kin(world.actor(name), draft, draft.version, kin=Kin.CORRECTION, other=plan)


# --- what is kept of the file -----------------------------------------------------------------


def test_a_file_in_any_encoding_is_kept_and_given_back(world: World) -> None:
    payload = PLAN.encode("gb18030")
    file = SimpleUploadedFile("方案.txt", payload)
    post(world, "/planning/upload/", file=file, text="", unit=str(world.district.pk))
    plan = Plan.objects.get()

    response = world.client("office").get(f"/planning/plans/{plan.pk}/file/")

    assert b"".join(response.streaming_content) == payload
    assert plan.file is not None
    changes = AuditEvent.objects.latest("number").changes.values_list("object_type", flat=True)
    assert "audit.evidence" in changes


def test_a_pasted_text_has_no_file(world: World) -> None:
    plan = make_draft(world).plan

    assert world.client("office").get(f"/planning/plans/{plan.pk}/file/").status_code == 404


# --- difference by clause ---------------------------------------------------------------------


def test_both_texts_stand_side_by_side(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    client = world.client("office")
    page = client.get(f"/planning/plans/{draft.plan_id}/versions/").content.decode()

    assert "<del>12.5</del>" in page
    assert "3.实施校园安全行动。" in page
    assert "召开动员会" not in page
    whole = client.get(f"/planning/plans/{draft.plan_id}/versions/?all=1").content.decode()
    assert "召开动员会" in whole


def test_a_plan_out_of_sight_is_compared_with_nothing(world: World, plan: Plan) -> None:
    town = Plan.objects.create(
        title="外县方案", text="外县", text_digest="9" * 64, loaded_at=plan.loaded_at,
        unit=world.town,
    )  # fmt: skip
    client = world.client("liaison")

    assert client.get(f"/planning/plans/{town.pk}/versions/").status_code == 404
    assert client.get(f"/planning/plans/{plan.pk}/versions/?against={town.pk}").status_code == 404


# --- line by line -----------------------------------------------------------------------------


def test_one_word_a_line_and_the_next_step(world: World, campaign: Campaign, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    client = world.client("office")
    address = f"/planning/drafts/{draft.pk}/lines/"
    page = client.get(address).content.decode()
    assert page.count('class="item line-row') == 3

    client.post(f"{address}all/")
    row = row_of(draft, "新增停车泊位")
    response = client.post(
        f"/planning/matches/{row.pk}/",
        {"version": row.version, "choice": "withdraw"},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 200
    assert 'id="lines-bar"' in response.content.decode()
    assert {v for _k, v in outcomes(draft).items() if v[1] != "none"} == {
        ("changed", "take"),
        ("removed", "withdraw"),
    }
    draft = settle_all(world, draft)
    response = client.post(
        f"/planning/drafts/{draft.pk}/merge/",
        {"version": draft.version, "issue": "at_once", "reason": "已印发"},
    )
    assert response.url == f"/?campaign={campaign.slug}"
    assert fresh(draft).campaign == campaign


def test_a_choice_that_does_not_fit_is_refused(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    office = world.actor("office")
    removed = match_for(office, row_of(draft, "新增停车泊位").pk)
    changed = match_for(office, row_of(draft, "完成技改投资").pk)
    same = match_for(office, row_of(draft, "青溪智造园").pk)

    for row, choice in ((removed, "take"), (changed, "withdraw"), (same, "keep"), (changed, "")):
        with pytest.raises(InvalidState):
            decide_match(office, row, row.version, choice=choice)
    with pytest.raises(InvalidState):
        decide_match(office, changed, changed.version, choice="take", taken=["title"])


def test_two_people_do_not_overwrite_each_other(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    row = row_of(draft, "完成技改投资")
    choose(world, draft, "完成技改投资", "keep")
    response = world.client("office").post(
        f"/planning/matches/{row.pk}/",
        {"version": row.version, "choice": "take", "taken": ["value"]},
        headers={"HX-Request": "true"},
    )

    assert response.status_code == 412
    assert row_of(draft, "完成技改投资").choice == "keep"


def test_the_merge_names_what_waits_first(world: World, plan: Plan) -> None:
    draft = relate(world, CORRECTED, plan)
    client = world.client("office")
    version = fresh(draft).version
    response = client.post(
        f"/planning/drafts/{draft.pk}/merge/",
        {"version": version, "issue": "stepwise"},
    )

    assert response.status_code == 422
    assert client.get(f"/planning/drafts/{draft.pk}/finish/").url.endswith("/merge/")


def test_the_page_of_lines_asks_the_same_number_of_questions(world: World, plan: Plan) -> None:
    tail = "\n".join(
        f"　　{n}.实施第{n}类整治行动。年内整治点位{n * 11}处。（牵头单位：区财政局）\n"
        for n in range(4, 30)
    )
    counts = []
    for text in (CORRECTED, CORRECTED.replace("　　三、实施步骤", f"{tail}\n　　三、实施步骤")):
        draft = relate(world, text, plan)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            world.client("office").get(f"/planning/drafts/{draft.pk}/lines/?all=1")
        counts.append(len(queries))

    assert counts[1] <= counts[0] + 2


# --- next year --------------------------------------------------------------------------------


def test_next_years_plan_stands_beside_what_was_done(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    target = campaign.targets.get(indicator__name="完成技改投资")
    Observation.objects.create(
        indicator=target.indicator, unit=target.unit, period_start=campaign.starts_on,
        period_end=campaign.ends_on, as_of=campaign.ends_on, facet="cumulative",
        amount_fen=118 * 10**9, measure="亿元", reported_at=plan.loaded_at,
        confirmed_at=plan.loaded_at, confirmed_by=1,
    )  # fmt: skip
    draft = relate(world, NEXT_YEAR, plan, Kin.SUCCESSOR)

    page = world.client("office").get(f"/planning/drafts/{draft.pk}/lines/").content.decode()

    assert "11.8亿元" in page
    assert outcomes(draft)["target 完成技改投资"] == ("changed", "none")
    states = draft.items.filter(kind__in=("task", "target")).values_list("state", flat=True)
    assert set(states) == {"pending"}
    assert not draft.units.filter(decision="pending").exists()


def test_last_years_decisions_are_proposed_again(world: World) -> None:
    office = world.actor("office")
    first = make_draft(world)
    task = first.items.get(kind="task", ordinal=1)
    edit_item(office, task, task.version, fields={"lead": ["区住建局"]})
    first = settle(world, first)
    campaign = confirm_draft(office, first, first.version, settings_for(world))
    entry = campaign.entries.get(number="1", kind__code="task")
    edit = EntryEdit(columns={"standard": "验收合格"})
    edit_entry(office, entry, version=entry.version, edit=edit)

    draft = relate(world, NEXT_YEAR, first.plan, Kin.SUCCESSOR)

    item = draft.items.get(kind="task", ordinal=1)
    assert (item.fields["lead"], item.state) == (["区住建局"], "pending")
    assert "carried" in item.reasons
    assert item.fields["standard"] == "验收合格"
    draft = fresh(settle(world, draft))
    following = confirm_draft(office, draft, draft.version, settings_for(world, slug="2027"))
    assert following != campaign
    again = following.entries.get(number="1", kind__code="task")
    assert (again.unit, again.standard) == (world.housing, "验收合格")
    indicator = Target.objects.filter(campaign=following).values_list("indicator__name", flat=True)
    assert "完成技改投资" in indicator


# --- 1+N --------------------------------------------------------------------------------------


def test_what_the_general_plan_has_is_one_line(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = relate(world, SPECIAL, plan, Kin.SPECIAL)
    assert outcomes(draft) == {
        "task 实施技改攻坚行动": ("same", "pending"),
        "target 完成技改投资": ("same", "pending"),
    }
    take_special(world.actor("office"), draft)
    draft = fresh(settle(world, draft))

    special = confirm_draft(
        world.actor("office"), draft, draft.version,
        settings_for(world, slug="special", parent_plan=plan),
    )  # fmt: skip

    assert special.parent == campaign
    assert [e.title for e in special.entries.all()] == ["实施数字车间行动"]
    names = special.targets.values_list("indicator__name", flat=True)
    assert "完成技改投资" not in names
    task = campaign.entries.get(number="1", kind__code="task")
    assert [(s.plan, s.relation) for s in task.sources.all()] == [(draft.plan, "special")]
    part = world.client("office").get(
        f"/planning/entries/{task.pk}/sources/", headers={"HX-Request": "true"}
    )
    assert "青溪区2026年技改专项方案" in part.content.decode()
    served = task.entry_targets.values_list("target__indicator__name", flat=True)
    assert any("设备更新" in name for name in served)


def test_a_part_stands_beneath_its_line(world: World, campaign: Campaign, plan: Plan) -> None:
    draft = relate(world, SPECIAL, plan, Kin.SPECIAL)
    choose(world, draft, "实施技改攻坚行动", "part")
    choose(world, draft, "完成技改投资", "part")
    draft = fresh(settle(world, draft))
    special = confirm_draft(
        world.actor("office"), draft, draft.version,
        settings_for(world, slug="special", parent_plan=plan),
    )  # fmt: skip

    above = campaign.entries.get(number="1", kind__code="task")
    below = special.entries.get(number="1", kind__code="task")
    figure = special.targets.get(indicator__name="完成技改投资")
    assert (below.parent, below.parent_version) == (above, above.version)
    assert figure.parent == campaign.targets.get(indicator__name="完成技改投资")
    assert LineSource.objects.count() == 0


def test_a_special_plan_keeps_the_plan_above_that_it_was_compared_with(
    world: World, plan: Plan
) -> None:
    draft = relate(world, SPECIAL, plan, Kin.SPECIAL)
    take_special(world.actor("office"), draft)
    draft = fresh(settle(world, draft))

    with pytest.raises(InvalidState):
        confirm_draft(
            world.actor("office"), draft, draft.version, settings_for(world, slug="special")
        )
    assert Entry.objects.filter(campaign__slug="special").count() == 0


def test_the_general_plan_is_confirmed_first(world: World) -> None:
    first = make_draft(world)
    draft = fresh(make_draft(world, SPECIAL))
    with pytest.raises(InvalidState):
        settle_kin(world.actor("office"), draft, draft.version, kin=Kin.SPECIAL, other=first.plan)


def test_a_corrected_special_plan_stays_under_its_general_one(
    world: World, campaign: Campaign, plan: Plan
) -> None:
    draft = relate(world, SPECIAL, plan, Kin.SPECIAL)
    take_special(world.actor("office"), draft)
    draft = fresh(settle(world, draft))
    special = confirm_draft(
        world.actor("office"), draft, draft.version,
        settings_for(world, slug="special", parent_plan=plan),
    )  # fmt: skip
    corrected = relate(world, SPECIAL.replace("数字车间6个", "数字车间8个"), draft.plan)
    corrected = settle_all(world, corrected)
    merge_draft(
        world.actor("office"), corrected, corrected.version,
        MergeChoices(issue="at_once", reason="已印发"),
    )  # fmt: skip

    assert fresh(corrected).plan.parent == plan
    assert special.targets.get(indicator__name="新增数字车间").mantissa == 8
    assert campaign.targets.count() == 7
