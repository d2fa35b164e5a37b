"""Search finds what the actor sees and nothing else, by words, in groups and by the page."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from scenes import Scene, make_scene
from worlds import World, make_unit

from guatu.campaigns.actions import NewTarget, insert_targets
from guatu.campaigns.models import Plan
from guatu.core.actors import Role
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.overview.queries import search as searching
from guatu.overview.queries.search import PAGE, search, search_group
from guatu.overview.searchwords import Piece, extract, marked, words_of

pytestmark = pytest.mark.django_db

TEXT = "一、停车便民\n新建公共停车泊位 730 个，由区财政局牵头。\n二、其他\n推进老旧小区改造。"


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


@pytest.fixture
def town(world: World, scene: Scene) -> Scene:
    """Return the scene with an entry of the town's own, and a plan, a target and a unit of finance."""
    plan = Plan.objects.create(
        title="停车行动方案", text=TEXT, text_digest="3" * 64, loaded_at=timezone.now(),
        unit=world.finance,
    )  # fmt: skip
    insert_targets(
        scene.campaign,
        [NewTarget(indicator="公共停车泊位", op=">=", value=Decimal(730), measure="个",
                   written="新建公共停车泊位730个", unit_id=world.finance.pk)],
    )  # fmt: skip
    make_unit("停车服务中心", parent=world.finance)
    own = NewEntry(title="柳河镇停车场", leads=(Assigned(unit_id=world.town.pk),))
    insert_entries(scene.campaign, "task", [own])
    assert plan.pk
    return scene


def found(scene: Scene, who: str, typed: str) -> dict[str, list[str]]:
    groups = search(scene.world.actor(who), words_of(typed))
    return {one.group: [hit.title for hit in one.hits] for one in groups}


def test_the_office_finds_all_and_a_town_its_own(town: Scene) -> None:
    assert found(town, "office", "停车") == {
        "entries": ["柳河镇停车场", "智慧停车一期"],
        "targets": ["公共停车泊位"],
        "clauses": ["停车行动方案", "停车行动方案"],
        "units": ["停车服务中心"],
    }
    assert found(town, "stranger", "停车") == {"entries": ["柳河镇停车场"]}


@pytest.mark.parametrize("who", ["system", "security", "auditor"])
def test_an_administrator_finds_no_campaign(town: Scene, who: str) -> None:
    assert set(found(town, who, "停车")) <= {"units"}


def test_every_word_must_be_there(town: Scene) -> None:
    assert found(town, "office", "停车 柳河")["entries"] == ["柳河镇停车场"]
    assert found(town, "office", "停车 没有的词") == {}


def test_a_unit_is_found_by_its_alias_and_leads_to_its_entries(town: Scene) -> None:
    (units,) = search(town.world.actor("office"), ["住建"])

    assert [(hit.title, hit.slug) for hit in units.hits] == [("区住房和城乡建设局", "")]
    (units,) = search(town.world.actor("stranger"), ["柳河镇"])[-1:]
    assert [(hit.title, hit.slug) for hit in units.hits] == [("柳河镇", town.campaign.slug)]


def test_a_percent_sign_is_a_percent_sign(town: Scene) -> None:
    assert found(town, "office", "%") == {}
    assert found(town, "office", "_") == {}


def test_a_group_is_read_by_the_page_without_gaps(scene: Scene) -> None:
    new = [NewEntry(title=f"绿化第{n}段") for n in range(PAGE + 5)]
    insert_entries(scene.campaign, "task", new)
    actor = scene.world.actor("office")
    first = search_group(actor, ["绿化"], "entries", "")
    second = search_group(actor, ["绿化"], "entries", first.next)
    titles = [hit.title for hit in (*first.hits, *second.hits)]

    assert (first.count, len(first.hits), len(second.hits)) == (PAGE + 5, PAGE, 5)
    assert sorted(titles) == sorted(new_one.title for new_one in new)
    assert second.next == ""


def test_sentences_are_read_by_the_page_too(town: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "PAGE", 1)
    actor = town.world.actor("office")
    first = search_group(actor, ["停车"], "clauses", "")
    second = search_group(actor, ["停车"], "clauses", first.next)

    assert [hit.text for hit in (*first.hits, *second.hits)] == TEXT.split("\n")[:2]
    assert second.next == ""


@pytest.mark.parametrize("after", ["x", "0-", "-1", "9" * 40, "0-" + "9" * 30, "٣-٣"])
def test_an_address_that_nobody_made_begins_at_the_beginning(town: Scene, after: str) -> None:
    page = town.world.client("office").get(
        reverse("overview:search"), {"q": "停车", "in": "entries", "after": after}
    )

    assert page.status_code == 200
    assert "柳河镇" in page.content.decode()


def test_the_page_works_without_scripts_and_the_part_has_no_frame(town: Scene) -> None:
    client = town.world.client("office")
    address = reverse("overview:search")
    whole = client.get(address, {"q": "停车"}).content.decode()
    part = client.get(
        address, {"q": "停车"}, headers={"HX-Request": "true", "HX-Target": "found"}
    ).content.decode()

    assert "<html" in whole
    assert "<html" not in part
    for text in (whole, part):
        assert reverse("ledgers:entry", args=[town.project.pk]) in text
        assert "智慧<mark>停车</mark>一期" in text


def test_a_page_is_found_by_its_name(scene: Scene) -> None:
    page = scene.world.client("office").get(reverse("overview:search"), {"q": "台账"})

    assert f'href="{reverse("ledgers:index")}"><mark>台账</mark>' in page.content.decode()


def test_what_is_typed_is_shown_as_text(scene: Scene) -> None:
    page = scene.world.client("office").get(reverse("overview:search"), {"q": "<script>x</script>"})

    assert "<script>x" not in page.content.decode()


def test_the_number_of_queries_does_not_grow(
    scene: Scene, django_assert_max_num_queries: object
) -> None:
    insert_entries(scene.campaign, "task", [NewEntry(title=f"绿化{n}") for n in range(60)])
    scene.world.add("town_office", scene.world.town, Role.CAMPAIGN_OFFICE)
    actor = scene.world.actor("town_office")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        search(actor, ["绿化"])


def test_words_are_read_from_what_was_typed() -> None:
    assert words_of("　停车\t泊位  停车 ") == ("停车", "泊位")
    assert words_of("a b c d e f g h") == ("a", "b", "c", "d", "e", "f")
    assert words_of("\x00 \n") == ()
    assert words_of("长" * 90) == ("长" * 40,)


def test_words_are_marked_and_long_texts_cut_around_them() -> None:
    assert marked("新建停车泊位", ["停车", "泊位"]) == (
        Piece(text="新建"),
        Piece(text="停车", is_found=True),
        Piece(text="泊位", is_found=True),
    )
    assert marked("abc", []) == (Piece(text="abc"),)
    long = "前" * 100 + "停车" + "后" * 100
    assert extract(long, ["停车"], most=40) == "…" + long[76:116] + "…"
    assert extract("短", ["停车"], most=40) == "短"
