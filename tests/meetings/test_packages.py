"""周五一键调度包: frozen parts, versions, what is missing, made once for one request."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import time
from io import BytesIO

import pypdfium2
import pytest
from django.utils import timezone
from django.utils.translation import override
from scenes import Scene

from guatu.audit.evidence import evidence_path
from guatu.core.actors import SYSTEM
from guatu.core.official.checking import check
from guatu.core.tablebook import Book, text_width
from guatu.dispatch.actions import close_round
from guatu.dispatch.models import CheckIn, DetailState, EntryState, Round
from guatu.interchange.official.reading import measure
from guatu.jobs.models import Job
from guatu.jobs.works import Cancelled, all_due
from guatu.ledgers.models import Entry, EntryLamp, LampSpell
from guatu.meetings.actions.packaging import ask_package, gather, make_package
from guatu.meetings.actions.plans import PlanChange, set_plan
from guatu.meetings.models import AgendaItem, Meeting, Package
from guatu.meetings.packagebooks import books_of
from guatu.meetings.packageparts import MAKERS, PartFile
from guatu.meetings.views.packages import not_there
from guatu.notices.models import Notice
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.formatting import day as written

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(scene: Scene) -> Round:
    return scene.open(timezone.localdate())


def made(one: Round, token: str = "a") -> Package:  # noqa: S107 no secret
    steps: list[int] = []
    package = make_package(
        SYSTEM, one, token=token, now=timezone.now(), say=lambda at, _step: steps.append(at)
    )
    assert steps in ([0, 1, 2, 3, 4, 5], [])
    return package


def test_the_parts_are_kept_as_they_were(scene: Scene, one: Round, meeting: Meeting) -> None:
    package = made(one)

    parts = {part.code: part for part in package.parts.select_related("evidence")}
    assert set(parts) == {"missing", "changes", "table", "agenda", "bulletin", "printed"}
    payload = evidence_path(package.archive.digest).read_bytes()
    assert hashlib.sha256(payload).hexdigest() == package.archive.digest
    with zipfile.ZipFile(BytesIO(payload)) as archive:
        assert sorted(archive.namelist()) == sorted(
            part.evidence.file_name for part in parts.values()
        )
    assert package.facts["meeting"] == meeting.pk
    assert package.facts["silent"] == 2
    assert Notice.objects.filter(sort="meetings.package").count() == 1
    assert scene.campaign.pk == one.campaign_id


def test_the_table_is_on_a3_in_official_order(one: Round) -> None:
    package = made(one)

    digest = package.parts.get(code="table").evidence.digest
    with zipfile.ZipFile(BytesIO(evidence_path(digest).read_bytes())) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert 'paperSize="8"' in page  # A3, as the format numbers it
    assert 'orientation="landscape"' in page
    assert "区财政局 (2)" in texts
    assert ">未报<" in texts


def test_a_second_version_says_what_changed(scene: Scene, one: Round) -> None:
    made(one)
    scene.submit(one, scene.project, said="完成基坑")

    second = made(one, "b")

    assert second.number == 2
    turns = {part["code"]: part["count"] for part in second.changed}
    assert set(turns) == {"missing", "table", "bulletin"}
    assert Package.objects.get(number=1).parts.get(code="table").facts[str(scene.project.pk)][5]


def test_the_same_request_makes_one_package(one: Round) -> None:
    assert made(one).pk == made(one).pk
    assert Package.objects.count() == 1


def test_stopped_half_way_it_leaves_nothing(one: Round) -> None:
    def stop(at: int, _step: str) -> None:
        if at == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_package(SYSTEM, one, token="a", now=timezone.now(), say=stop)  # noqa: S106

    assert not Package.objects.exists()


def test_two_presses_are_one_job(scene: Scene, one: Round) -> None:
    office = scene.world.actor("office")

    assert ask_package(office, one).pk == ask_package(office, one).pk
    assert Job.objects.filter(work="meetings.package").count() == 1
    with pytest.raises(NotAllowed):
        ask_package(scene.world.actor("leader"), one)


def test_the_clock_packs_a_round_once_and_prepares_meetings(scene: Scene, one: Round) -> None:
    now = timezone.now()
    Round.objects.filter(pk=one.pk).update(state=Round.State.CLOSED, closed_at=now)
    today = timezone.localdate(now)
    change = PlanChange(is_on=True, weekday=today.isoweekday(), starts_at=time(15), lead_days=10)
    set_plan(scene.world.actor("office"), scene.campaign, "weekly", version=1, change=change)

    found = [due for due in all_due(now) if due.work.startswith("meetings.")]

    keys = {(due.work, due.key) for due in found}
    assert ("meetings.package", f"clock:{one.pk}") in keys
    assert {work for work, _key in keys} == {"meetings.package", "meetings.prepare"}
    assert keys == {(d.work, d.key) for d in all_due(now) if d.work.startswith("meetings.")}


def test_a_part_that_cannot_be_made_is_listed_with_its_reason(
    one: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> PartFile:
        raise InvalidState("Printing is not installed.")

    monkeypatch.setitem(MAKERS, "printed", refuse)

    package = made(one)

    codes = set(package.parts.values_list("code", flat=True))
    assert "bulletin" in codes
    assert "printed" not in codes
    assert package.facts["not_made"] == [{"code": "printed", "why": "Printing is not installed."}]
    assert "调度表（A3 打印版）" in " ".join(not_there(package))


def test_the_table_is_printed_on_a3_and_the_draft_is_a_word_file_in_order(one: Round) -> None:
    package = made(one)

    parts = {part.code: part for part in package.parts.select_related("evidence")}
    printed = evidence_path(parts["printed"].evidence.digest).read_bytes()
    page = pypdfium2.PdfDocument(printed)[0]
    assert [round(side * 25.4 / 72) for side in page.get_size()] == [420, 297]
    draft = evidence_path(parts["bulletin"].evidence.digest).read_bytes()
    assert check(measure(draft, name="draft.docx")).deviations == ()


HALF_WIDTH = 10.5 * 25.4 / 72 / 2  # millimetres, of a sign of the tables
SHEETS = {"A4": 273.0, "A3": 396.0}  # millimetres between the margins


def books(one: Round) -> dict[str, Book]:
    gathered = gather(SYSTEM, one, now=timezone.now(), say=lambda _at, _step: None)
    return {str(code): found for code, found in books_of(gathered)}


def texts_of(book: Book) -> str:
    sheet = book.sheets[0]
    cells = [cell for row in sheet.rows for cell in row.cells]
    return "\n".join([sheet.title, sheet.left, sheet.right, *sheet.foot, *cells])


def test_papers_of_a_round_that_is_over_stand_as_at_its_close(
    scene: Scene, one: Round, meeting: Meeting
) -> None:
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    before = {code: texts_of(book) for code, book in books(one).items()}
    later = {"lamp": "severe", "title": "改名后的事项", "progress": 990}
    Entry.objects.filter(campaign=scene.campaign).update(**later)
    EntryLamp.objects.update(rule="late_in_statistics")

    after = {code: texts_of(book) for code, book in books(one).items()}

    assert meeting.pk
    assert "严重滞后" not in after["table"]
    assert "严重滞后" not in after["agenda"]
    assert after["table"] == before["table"]
    assert after["agenda"].count("已截止未封存") == 1
    assert f"第 {one.ordinal} 期，数据截至" in after["table"]
    Round.objects.filter(pk=one.pk).update(state=Round.State.FROZEN)
    one.refresh_from_db()
    assert "已封存" in texts_of(books(one)["table"])


def test_papers_of_a_round_that_is_over_say_why_a_lamp_was_lit_then(
    scene: Scene, one: Round, meeting: Meeting
) -> None:
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    day = timezone.localdate(one.closed_at)
    EntryState.objects.filter(entry=scene.project).update(lamp="behind", rule="behind_pace")
    LampSpell.objects.all().delete()
    LampSpell.objects.create(
        entry=scene.project, lamp="behind", rule="behind_pace", rule_set="test", from_on=day,
        inputs={"progress": 200, "pace": 500, "gap": 300},
    )  # fmt: skip
    EntryLamp.objects.update(rule="late_in_statistics", inputs={})

    with override("zh-hans"):
        said = {code: texts_of(book) for code, book in books(one).items()}

    told = f"已完成20%，序时应达50%，落后30%（{written(day)}亮灯时）"
    assert meeting.pk
    assert told in said["table"]
    assert told in said["agenda"]


def test_papers_of_an_open_round_say_that_they_are_of_today(one: Round, meeting: Meeting) -> None:
    assert meeting.pk
    assert all("未封存" in texts_of(book) for book in books(one).values())


def test_words_that_were_sent_back_are_not_in_the_table(scene: Scene, one: Round) -> None:
    scene.submit(one, scene.project, said="退回后改写")
    CheckIn.objects.filter(entry=scene.project).update(state="returned")

    said = texts_of(books(one)["table"])

    assert "退回后改写" not in said
    assert "已退回，修改中" in said


def test_tables_bear_their_round_and_no_short_head_or_day_wraps(
    one: Round, meeting: Meeting
) -> None:
    assert meeting.pk
    for code, book in books(one).items():
        sheet = book.sheets[0]
        whole = sum(column.width for column in sheet.columns)
        for column in sheet.columns:
            room = SHEETS[book.paper] * column.width / whole - 4
            assert room >= text_width(column.title) * HALF_WIDTH, (code, column.title)
            if "时限" in column.title:
                assert room >= text_width("2027年11月30日") * HALF_WIDTH, (code, column.title)
        assert f"第{one.ordinal}期" in sheet.title, code


def test_the_agenda_of_a_package_tells_of_its_own_round_who_did_not_report(
    one: Round, meeting: Meeting
) -> None:
    """The meeting was prepared while another round was due."""
    item, _made = AgendaItem.objects.get_or_create(
        meeting=meeting, about=AgendaItem.About.SILENT, defaults={"position": 99, "minutes": 3}
    )
    old = {"code": "silent", "units": ["甲局"] * 7, "lines": 7, "is_open": False, "event": "",
           "ends_on": "2026-01-02"}  # fmt: skip
    AgendaItem.objects.filter(pk=item.pk).update(facts=[old], is_dropped=False)

    with override("zh-hans"):
        found = books(one)
    said = texts_of(found["agenda"])
    count = len(found["missing"].sheets[0].rows)

    assert count
    assert f"第{one.ordinal}期" in said
    assert f"{count}个单位未报" in said
    assert "7个单位未报" not in said
    CheckIn.objects.filter(round=one).update(received_at=timezone.now(), state="submitted")
    with override("zh-hans"):
        assert "个单位未报" not in texts_of(books(one)["agenda"])


def test_a_lamp_in_order_at_the_close_is_no_reason_to_speak_of_a_matter(
    scene: Scene, one: Round, meeting: Meeting
) -> None:
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    EntryState.objects.filter(entry=scene.project).update(lamp="on_pace", rule="")
    lit = {"code": "lamp", "lamp": "behind", "rule": "", "inputs": {}}
    AgendaItem.objects.filter(meeting=meeting, entry=scene.project).update(facts=[lit])

    with override("zh-hans"):
        rows = books(one)["agenda"].sheets[0].rows

    (row,) = [row for row in rows if scene.project.title in row.cells[1]]
    assert row.cells[3] == "● 达序时"
    assert row.cells[4] == "本期截止后：滞后"


@pytest.mark.parametrize(
    ("due", "outcome", "told"),
    [
        ("2026-01-02", "open", "节点“封顶”"),
        ("2026-01-02", "met", ""),  # reported before the close, after the agenda was made
        ("2099-01-02", "open", "本期截止后：节点“封顶”"),
        (None, "", "本期截止后：节点“封顶”"),  # it came into the ledger since
    ],
    ids=["late", "met", "ahead", "new"],
)
def test_the_agenda_of_a_package_tells_of_nodes_as_they_stood(
    scene: Scene, one: Round, meeting: Meeting, due: str | None, outcome: str, told: str
) -> None:
    one = close_round(SYSTEM, one.pk, one.version, today=timezone.localdate())
    day = due or "2026-01-02"
    DetailState.objects.filter(part="nodes", about_id=scene.project.pk).delete()
    if due:
        DetailState.objects.create(
            part="nodes", about_id=scene.project.pk, from_round=one, from_ordinal=one.ordinal,
            content=[["封顶", due, outcome]], digest="x",
        )  # fmt: skip
    fact = {"code": "node", "title": "封顶", "due_on": day}
    items = AgendaItem.objects.filter(meeting=meeting, entry=scene.project)
    items.update(facts=[fact])

    with override("zh-hans"):
        rows = books(one)["agenda"].sheets[0].rows

    (row,) = [row for row in rows if scene.project.title in row.cells[1]]
    why = row.cells[4]
    assert ("节点" in why) is bool(told)
    assert any(line.startswith(told) for line in why.splitlines()) if told else True
