"""Units and people from a sheet: every fault by its cell, all or nothing, and the same again is nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from python_calamine import CalamineWorkbook
from worlds import World, appoint, make_person, make_post, make_unit

from guatu.accounts.actions import intakes
from guatu.accounts.models import Account, Appointment, Intake, Person, Post, Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import Role
from guatu.core.documents import Document
from guatu.core.grids import rows_of, under_head
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db

UNITS = """单位名称,简称,别名,类型,上级单位,建制顺序
柳河镇,柳河,柳河镇政府,镇街,,
石湾村,,,村社区,柳河镇,
区数据局,区数据局,大数据局、数据中心,部门,青溪区,30
"""
PEOPLE = """姓名,单位,岗位,层级,角色,任职起,任职止,用户名
何一,区财政局,预算科联络员,联络员,,2026-03-01,,he.yi
何二,区财政局,预算科科长,分管负责人,,2026/3/1,,he.er
"""


def staged(world: World, who: str, sort: str, text: str) -> Intake:
    headed = under_head(rows_of(Document(text=text)), intakes.HEADS[sort])
    assert headed is not None
    return intakes.stage(world.actor(who), sort, headed, file_name="表.csv", payload=text.encode())


def faults(world: World, who: str, sort: str, text: str) -> list[tuple[int, str]]:
    row = staged(world, who, sort, text)
    lines = intakes.lines_of(world.actor(who), row)
    return [(line.number, one.column) for line in lines for one in line.faults]


def test_units_are_made_from_the_top_down_in_one_act(world: World) -> None:
    text = UNITS + "石湾一组,,,村,石湾村,\n"
    row = staged(world, "system", "units", text)
    before = AuditEvent.objects.count()
    done = intakes.apply(world.actor("system"), row, version=1)
    group = Unit.objects.get(name="石湾一组")
    row.refresh_from_db()

    assert group.parent is not None
    assert group.parent.parent == world.town
    assert (done.counts["new"], done.counts["changed"]) == (3, 1)
    assert Unit.objects.get(name="区数据局").official_order == 30
    assert AuditEvent.objects.count() == before + 1
    assert (row.state, row.rows) == ("applied", [])


def test_the_same_sheet_again_changes_nothing(world: World) -> None:
    intakes.apply(world.actor("system"), staged(world, "system", "units", UNITS), version=1)
    row = staged(world, "system", "units", UNITS)
    done = intakes.apply(world.actor("system"), row, version=1)

    assert done.counts == {"new": 0, "changed": 0, "unchanged": 3, "faulty": 0}


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",,,部门,青溪区,", "name"),
        ("新局,,,衙门,青溪区,", "kind"),
        ("新局,,,,青溪区,", "kind"),
        ("新局,,,部门,没有的区,", "parent"),
        ("新局,,,部门,青溪区,第一", "order"),
        ("区财政局,,,镇街,,", "kind"),
        ("区财政局,,,,柳河镇,", "parent"),
        ("甲村,,,村,乙村,\n乙村,,,村,甲村,", "parent"),
        ("新局,,,部门,青溪区,\n新局,,,部门,青溪区,", "name"),
        ("新民村,,,村,,", "name"),
    ],
    ids=["no-name", "kind", "no-kind", "parent", "order", "other-kind", "elsewhere", "circle",
         "twice", "ambiguous"],
)  # fmt: skip
def test_a_fault_of_a_unit_is_told_with_its_cell(world: World, line: str, column: str) -> None:
    other = make_unit("石桥镇", kind="township", parent=world.district)
    for town in (world.town, other):
        make_unit("新民村", kind="village", parent=town)
    count = Unit.objects.count()
    text = UNITS.splitlines()[0] + "\n" + line + "\n"
    row = staged(world, "system", "units", text)
    found = intakes.lines_of(world.actor("system"), row)
    with pytest.raises(InvalidState):
        intakes.apply(world.actor("system"), row, version=1)

    assert column in {one.column for each in found for one in each.faults}
    assert Unit.objects.count() == count


def test_a_village_of_a_known_name_in_another_town_is_another(world: World) -> None:
    other = make_unit("石桥镇", kind="township", parent=world.district)
    make_unit("新民村", kind="village", parent=world.town)
    text = UNITS.splitlines()[0] + "\n新民村,,,村,石桥镇,\n"
    intakes.apply(world.actor("system"), staged(world, "system", "units", text), version=1)

    assert Unit.objects.filter(name="新民村", parent=other).count() == 1


def test_a_unit_administrator_takes_on_the_own_people(world: World) -> None:
    row = staged(world, "unit_admin", "people", PEOPLE)
    done = intakes.apply(world.actor("unit_admin"), row, version=1)
    account = Account.objects.get(username="he.yi")
    post = Post.objects.get(title="预算科联络员")

    assert account.check_password(done.passwords[0].password)
    assert account.must_change_password
    assert (post.role, post.grade, post.unit) == ("liaison", "contact", world.finance)
    assert Post.objects.get(title="预算科科长").role == "approver"
    assert Appointment.objects.get(person=account.person).started_on.isoformat() == "2026-03-01"
    event = AuditEvent.objects.latest("number")
    assert event.act == "people.import"
    assert done.passwords[0].password not in str(event.details)


def test_people_again_change_nothing(world: World) -> None:
    for _again in range(2):
        row = staged(world, "unit_admin", "people", PEOPLE)
        done = intakes.apply(world.actor("unit_admin"), row, version=1)

    assert done.counts["unchanged"] == 2
    assert done.passwords == ()
    assert Person.objects.filter(name="何一").count() == 1


def test_the_two_administrators_each_apply_their_part(world: World) -> None:
    security, system = world.actor("security"), world.actor("system")
    first = staged(world, "security", "people", PEOPLE)
    assert {one.column for line in intakes.lines_of(security, first) for one in line.faults} == {
        "name"
    }
    intakes.apply(system, staged(world, "system", "people", PEOPLE), version=1)
    assert Account.objects.filter(username="he.yi").exists()
    assert not Post.objects.filter(title="预算科联络员").exists()
    intakes.apply(security, staged(world, "security", "people", PEOPLE), version=1)

    assert Appointment.objects.filter(post__title="预算科联络员").count() == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (",区财政局,联络员,联络员,,,,", "name"),
        ("何三,没有的局,联络员,联络员,,,,", "unit"),
        ("何三,区财政局,,联络员,,,,", "post"),
        ("何三,区财政局,联络员,大王,,,,", "grade"),
        ("何三,区财政局,某岗,其他,,,,", "role"),
        ("何三,区财政局,联络员,联络员,,二月三十,,", "since"),
        ("何三,区财政局,联络员,联络员,,2026-03-01,2026-02-01,", "until"),
        ("何三,区财政局,联络员,联络员,,,,何三", "username"),
        ("何三,区财政局,联络员,联络员,,,,liaison", "username"),
        ("stranger,区财政局,联络员,联络员,,,,", "name"),
        ("何三,柳河镇,联络员,联络员,,,,he.san", "post"),
        ("何三,区财政局,联络员,联络员,,,,he.san\n何四,区财政局,审核,分管负责人,,,,he.san",
         "username"),
    ],
    ids=["name", "unit", "post", "grade", "role", "day", "until", "username", "taken", "namesake",
         "not-mine", "shared"],
)  # fmt: skip
def test_a_fault_of_a_person_is_told_with_its_cell(world: World, line: str, column: str) -> None:
    text = PEOPLE.splitlines()[0] + "\n" + line + "\n"

    assert column in {where for _row, where in faults(world, "unit_admin", "people", text)}


def test_a_sheet_of_another_is_not_there(world: World) -> None:
    row = staged(world, "unit_admin", "people", PEOPLE)

    assert world.client("system").get(f"/accounts/intakes/{row.pk}/").status_code == 404
    with pytest.raises(InvalidState):
        intakes.apply(world.actor("system"), row, version=1)
    with pytest.raises(NotAllowed):
        staged(world, "unit_admin", "units", UNITS)


def test_a_sheet_is_applied_once(world: World) -> None:
    row = staged(world, "system", "units", UNITS)
    with pytest.raises(Stale):
        intakes.apply(world.actor("system"), row, version=4)
    intakes.apply(world.actor("system"), row, version=1)
    with pytest.raises(InvalidState):
        intakes.apply(world.actor("system"), row, version=2)


def test_a_dropped_sheet_forgets_its_names(world: World) -> None:
    row = staged(world, "unit_admin", "people", PEOPLE)
    client = world.client("unit_admin")
    assert client.post(f"/accounts/intakes/{row.pk}/drop/", {"version": 1}).status_code == 302
    row.refresh_from_db()

    assert (row.state, row.rows) == ("dropped", [])


def upload(world: World, who: str, sort: str, name: str, payload: bytes) -> Any:
    fields = {"sort": sort, "sheet": SimpleUploadedFile(name, payload)}
    return world.client(who).post("/accounts/intakes/", fields)


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
def test_the_pages_take_the_template_back_and_give_the_passwords_once(world: World) -> None:
    client = world.client("unit_admin")
    template = client.get("/accounts/intakes/people/template/").content
    response = upload(world, "unit_admin", "people", "名册.xlsx", template)
    page = response.headers["Location"]
    assert "没有这个单位" in client.get(page).content.decode()

    response = upload(world, "unit_admin", "people", "名册.csv", PEOPLE.encode("gb18030"))
    page = response.headers["Location"]
    assert "何一" in client.get(page).content.decode()
    answer = client.post(f"{page}apply/", {"version": 1, "idempotency_key": "k1"})
    again = client.post(f"{page}apply/", {"version": 1, "idempotency_key": "k1"})
    cells = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)

    assert "no-store" in answer.headers["Cache-Control"]
    assert "he.yi" in str(cells.to_python())
    assert again.status_code == 409


def test_what_is_no_sheet_is_refused_with_a_sentence(world: World) -> None:
    for name, payload in (
        ("空.csv", b""),
        ("话.txt", "没有表头".encode()),
        ("x.xlsx", b"PK\x03\x04"),
    ):
        response = upload(world, "system", "units", name, payload)
        assert response.status_code == 422
        assert name in response.content.decode()

    assert Intake.objects.count() == 0


def test_namesakes_with_user_names_are_two_persons(world: World) -> None:
    make_person("何一")
    text = (
        PEOPLE.splitlines()[0]
        + "\n"
        + ("何一,区财政局,甲岗,联络员,,,,he.a\n何一,区财政局,乙岗,联络员,,,,he.b\n")
    )
    row = staged(world, "unit_admin", "people", text)
    intakes.apply(world.actor("unit_admin"), row, version=1)

    assert (
        Account.objects.get(username="he.a").person != Account.objects.get(username="he.b").person
    )


HEAD = PEOPLE.splitlines()[0] + "\n"


@pytest.mark.parametrize("who", ["system", "unit_admin"])
@pytest.mark.parametrize("role", [Role.SECURITY_ADMINISTRATOR, Role.CAMPAIGN_OFFICE])
def test_a_sheet_gives_no_account_for_power_that_is_not_the_loaders(
    world: World, who: str, role: Role
) -> None:
    person = make_person("何三")
    appoint(person, make_post(world.finance, role, title="要岗"))
    text = HEAD + "何三,区财政局,要岗,其他,联络员,,,he.san\n"
    if who == "system" and role == Role.CAMPAIGN_OFFICE:
        text = text.replace(",联络员,", ",,").replace("其他", "联络员")
        assert faults(world, who, "people", text) == []  # no administrator: the system's to keep
        return

    assert "username" in {where for _row, where in faults(world, who, "people", text)}


def test_nobody_gets_a_second_account_by_a_sheet(world: World) -> None:
    text = HEAD + "liaison,区财政局,甲岗,联络员,,,,second.one\n"
    row = staged(world, "unit_admin", "people", text)
    intakes.apply(world.actor("unit_admin"), row, version=1)

    assert world.accounts["liaison"].person.accounts.count() == 1
    assert Account.objects.get(username="second.one").person != world.accounts["liaison"].person


def test_the_administrators_find_each_others_people_without_user_names(world: World) -> None:
    text = HEAD + "何五,区财政局,甲岗,单位主要负责人,,,,\n"
    for _again in range(2):
        row = staged(world, "system", "people", text)
        intakes.apply(world.actor("system"), row, version=1)
    assert Person.objects.filter(name="何五").count() == 1

    row = staged(world, "security", "people", text)
    intakes.apply(world.actor("security"), row, version=1)

    assert Appointment.objects.get(post__title="甲岗").person.name == "何五"


@pytest.mark.parametrize(
    "rows",
    [
        "何六,区财政局,甲岗,联络员,,,,he.liu\n何六,区财政局,乙岗,联络员,,,,\n",
        "何六,区财政局,甲岗,联络员,,,,\n何六,区财政局/下属中心,乙岗,联络员,,,,\n",
    ],
    ids=["one-with-a-user-name", "two-units"],
)
def test_rows_that_may_be_one_person_or_two_are_asked_about(world: World, rows: str) -> None:
    make_unit("下属中心", parent=world.finance)

    assert "username" in {
        where for _row, where in faults(world, "unit_admin", "people", HEAD + rows)
    }


def test_two_user_names_are_not_one_person(world: World) -> None:
    appoint(make_person("何七"), make_post(world.finance, Role.LIAISON, title="旧岗"))
    rows = "何七,区财政局,甲岗,联络员,,,,he.a\n何七,区财政局,乙岗,联络员,,,,he.b\n"

    assert faults(world, "unit_admin", "people", HEAD + rows) == [(2, "username"), (3, "username")]


def test_a_person_of_two_posts_stays_one(world: World) -> None:
    center = make_unit("下属中心", parent=world.finance)
    person = make_person("何八")
    appoint(person, make_post(center, Role.LIAISON, title="旧岗"))
    rows = "何八,区财政局,甲岗,联络员,,,,he.ba\n何八,下属中心,乙岗,联络员,,,,he.ba\n"
    row = staged(world, "unit_admin", "people", HEAD + rows)
    intakes.apply(world.actor("unit_admin"), row, version=1)

    assert Account.objects.get(username="he.ba").person == person
    assert Person.objects.filter(name="何八").count() == 1


def test_a_term_that_is_over_is_written_once(world: World) -> None:
    text = HEAD + "何九,区财政局,甲岗,联络员,,2025-01-01,2025-06-30,he.jiu\n"
    for _again in range(2):
        row = staged(world, "unit_admin", "people", text)
        done = intakes.apply(world.actor("unit_admin"), row, version=1)

    assert done.counts["unchanged"] == 1
    assert Appointment.objects.filter(post__title="甲岗").count() == 1


def test_a_name_stretched_to_three_signs_is_the_same_name(world: World) -> None:
    text = HEAD + "何　一,区 财政局,甲岗,联络员,,,,he.yi\n"
    row = staged(world, "unit_admin", "people", text)
    intakes.apply(world.actor("unit_admin"), row, version=1)

    assert Account.objects.get(username="he.yi").person.name == "何一"


def test_a_unit_that_is_there_is_not_moved_under_a_new_one(world: World) -> None:
    head = UNITS.splitlines()[0] + "\n"
    text = head + "新中心,,,部门,青溪区,\n区财政局,,,部门,新中心,\n"

    assert faults(world, "system", "units", text) == [(3, "parent")]


def test_an_office_changes_no_unit_out_of_its_reach(world: World) -> None:
    world.add("town_office", world.town, Role.CAMPAIGN_OFFICE)
    head = UNITS.splitlines()[0] + "\n"
    text = head + "石湾村,,,村,柳河镇,\n区财政局,财政,,,,\n"

    assert (3, "name") in faults(world, "town_office", "units", text)


def test_the_number_of_a_row_is_no_place_in_the_official_order(world: World) -> None:
    order = world.finance.official_order
    text = "序号,单位名称,简称\n99,区财政局,财政\n"
    intakes.apply(world.actor("system"), staged(world, "system", "units", text), version=1)
    world.finance.refresh_from_db()

    assert (world.finance.short_name, world.finance.official_order) == ("财政", order)
