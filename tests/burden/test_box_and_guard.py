"""The complaint box keeps no trace of who is nameless; what is forbidden is refused and logged."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from scenes import Scene
from worlds import World, make_campaign, make_unit

from guatu.audit.models import AuditEvent
from guatu.burden.actions import set_scheme
from guatu.burden.models import Complaint
from guatu.burden.queries.schemes import schemes_in, shipped_scheme
from guatu.core.actors import Role
from guatu.core.burden import Measure, read_scheme, written
from guatu.ledgers.models import Kind
from guatu.notices.models import NoticeCopy
from guatu.shell.errors import InvalidState
from guatu.shell.models import RequestKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scene")]
WORD = {"about": "form", "words": "同一张表每周报三个口", "nonce": "n1"}
KIND = """
code = "yard"
noun = {{ zh = "院落", en = "Yard" }}
stages = [
  {{ code = "open", name = {{ zh = "在办", en = "Open" }} }},
  {{ code = "done", name = {{ zh = "办结", en = "Done" }}, final = true }},
]
[[fields]]
key = "own"
type = "{type}"
name = {{ zh = "{name}", en = "Own" }}
filled_by = "unit"
{more}
"""


def kind(name: str, kind_of: str = "text", more: str = "") -> str:
    return KIND.format(name=name, type=kind_of, more=more)


def test_a_nameless_word_leaves_no_trace_of_who_wrote_it(world: World) -> None:
    person = world.accounts["liaison"].person_id
    before = RequestKey.objects.count()

    answer = world.client("liaison").post("/burden/word/", WORD)

    one = Complaint.objects.get()
    assert one.code in answer.content.decode()
    assert (one.person_id, one.unit_id) == (None, None)
    assert RequestKey.objects.count() == before
    event = AuditEvent.objects.get(act="complaint.leave")
    assert (event.actor_kind, event.person_id, event.object_id) == ("system", None, "")
    assert one.code not in str(event.details)
    assert not AuditEvent.objects.filter(person_id=person, act__startswith="complaint").exists()
    office = world.accounts["office"].person_id
    assert NoticeCopy.objects.filter(person_id=office, notice__sort="complaint").count() == 1


def test_a_word_needs_no_account_and_is_kept_once() -> None:
    client = Client()
    first = client.post("/burden/word/", WORD).content.decode()
    second = client.post("/burden/word/", WORD).content.decode()

    code = Complaint.objects.get().code
    assert code in first
    assert code in second
    assert "同一张表每周报三个口" in client.get(f"/burden/word/?code={code}").content.decode()
    assert "同一张表" not in client.get("/burden/word/?code=aaaaaaaaaa").content.decode()


def test_a_named_word_is_answered_and_the_answer_read_by_code(world: World) -> None:
    world.client("liaison").post("/burden/word/", {**WORD, "is_named": "on"})
    one = Complaint.objects.get()
    assert one.unit == world.finance

    sent = {"state": "merged", "answer": "并入周调度，自下月起只报一次", "version": one.version}
    assert world.client("leader").post(f"/burden/box/{one.pk}/", sent).status_code == 403
    assert world.client("liaison").get(f"/burden/box/{one.pk}/").status_code == 403
    world.client("office").post(f"/burden/box/{one.pk}/", sent)

    page = Client().get(f"/burden/word/?code={one.code}").content.decode()
    assert "并入周调度" in page


def answer(world: World, one: Complaint, text: str) -> None:
    one.refresh_from_db()
    sent = {"state": "merged", "answer": text, "version": one.version}
    assert world.client("office").post(f"/burden/box/{one.pk}/", sent).status_code == 302


def test_whoever_wrote_under_a_name_is_told_of_each_answer(world: World) -> None:
    world.client("liaison").post("/burden/word/", {**WORD, "is_named": "on"})
    one = Complaint.objects.get()
    answer(world, one, "并入周调度")
    answer(world, one, "改为按月一次")

    copies = NoticeCopy.objects.filter(notice__sort="complaint-answer")
    assert list(copies.values_list("person_id", flat=True)) == [one.person_id] * 2
    bell = world.client("liaison").get("/notices/").content.decode()
    assert "督查室答复了您的重复要求直报" in bell
    own = world.client("liaison").get("/burden/word/").content.decode()
    assert "改为按月一次" in own
    assert WORD["words"] in own
    other = world.client("approver").get("/burden/word/").content.decode()
    assert "改为按月一次" not in other


def test_the_answer_to_a_nameless_word_stands_in_the_box_without_its_words(world: World) -> None:
    world.client("liaison").post("/burden/word/", WORD)
    one = Complaint.objects.get()
    before = world.client("liaison").get("/burden/word/").content.decode()
    answer(world, one, "三张表合为一张")

    page = world.client("approver").get("/burden/word/").content.decode()
    assert "三张表合为一张" not in before
    assert "三张表合为一张" in page
    assert WORD["words"] not in page
    assert one.code not in page
    assert "三张表合为一张" not in Client().get("/burden/word/").content.decode()
    assert not NoticeCopy.objects.filter(notice__sort="complaint-answer").exists()


def test_an_answer_on_a_campaign_out_of_sight_is_not_listed(world: World, scene: Scene) -> None:
    other = make_campaign(world.town, slug="other")
    for words, campaign in (("甲", other), ("乙", scene.campaign)):
        Complaint.objects.create(
            code=words, campaign=campaign, about="form", words=words, state="kept",
            answer=f"{words}保留", received_on=date(2026, 6, 1), answered_on=date(2026, 6, 2),
        )  # fmt: skip

    page = world.client("liaison").get("/burden/word/").content.decode()
    assert "乙保留" in page
    assert "甲保留" not in page


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (kind("牵头单位"), "每条事项已有"),
        (kind("进展情况"), "每期填报"),
        (kind("每日打卡次数"), "打卡签到"),
        (kind("干部积分榜"), "积分排名"),
        (kind("现场照片", more="required = true"), "不得强制要求"),
    ],
)
def test_a_kind_that_asks_what_it_may_not_is_refused_with_its_line_and_logged(
    world: World, text: str, word: str
) -> None:
    sent = {"source": text, "action": "install"}

    answer = world.client("office").post("/ledgers/kinds/new/", sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert word in page
    assert "第 11 行" in page
    assert not Kind.objects.filter(code="yard").exists()
    assert AuditEvent.objects.filter(act="rule.refuse").count() == 1


def test_a_photograph_may_be_offered(world: World) -> None:
    sent = {"source": kind("现场照片"), "action": "install"}

    assert world.client("office").post("/ledgers/kinds/new/", sent).status_code == 302
    assert Kind.objects.filter(code="yard").exists()


def test_turning_to_what_is_off_explains_and_logs(world: World) -> None:
    office = world.client("office")

    page = office.post("/burden/rules/sign_in/turn-on", follow=True).content.decode()

    assert "国务院办公厅函〔2026〕12号" in page
    assert AuditEvent.objects.get(act="rule.refuse").details["rule"] == "sign_in"
    assert office.post("/burden/rules/nothing/turn-on").status_code == 404
    assert world.client("liaison").post("/burden/rules/sign_in/turn-on").status_code == 403


def test_a_scheme_holds_from_its_month_on(world: World) -> None:
    data = written(shipped_scheme())
    data["budgets"]["township"]["forms"] = 3
    today, reason = date(2026, 6, 15), "按区委减负工作要求"
    new = read_scheme(data)

    set_scheme(world.actor("office"), new, from_month=date(2026, 7, 1), reason=reason, today=today)

    town = world.town.path
    assert schemes_in(date(2026, 6, 1)).of(town).budget("township", Measure.FORMS) == 8
    assert schemes_in(date(2026, 8, 1)).of(town).budget("township", Measure.FORMS) == 3
    with pytest.raises(InvalidState):
        set_scheme(
            world.actor("office"), new, from_month=date(2026, 5, 1), reason=reason, today=today
        )


def test_the_scheme_page_names_a_number_out_of_bounds(world: World) -> None:
    page = world.client("office").get("/burden/scheme/").content.decode()
    assert "seconds_a_field" in page
    sent = {"from_month": "2099-01", "reason": "试", "seconds_a_field": "999999"}

    answer = world.client("office").post("/burden/scheme/", sent)

    assert answer.status_code == 422


def test_the_office_reads_who_signed_a_word(world: World) -> None:
    world.client("liaison").post("/burden/word/", WORD | {"is_named": "on"})
    one = Complaint.objects.get()
    person = world.accounts["liaison"].person

    html = world.client("office").get(f"/burden/box/{one.pk}/").content.decode()

    assert one.person_id == person.pk
    assert f"区财政局 {person.name}" in html


def test_a_scheme_of_one_district_is_not_another_ones(world: World) -> None:
    data = written(shipped_scheme())
    data["budgets"]["township"]["forms"] = 3
    beside = make_unit("洛川区", kind="government")
    month, reason = date(2026, 7, 1), "按区委减负工作要求"
    office = world.actor("office")
    set_scheme(office, read_scheme(data), from_month=month, reason=reason, today=month)

    assert schemes_in(month).of(beside.path) == shipped_scheme()
    assert reason in world.client("liaison").get("/burden/scheme/").content.decode()
    world.add("beside", beside, Role.CAMPAIGN_OFFICE)
    assert reason not in world.client("beside").get("/burden/scheme/").content.decode()
