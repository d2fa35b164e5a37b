"""The pages of workbooks: sent out and taken back by a browser, long work behind the page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from scenes import Scene, make_scene
from sheetbooks import filled, payload_of
from worlds import World, make_unit

from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.dispatch.models import CheckIn, Round
from guatu.jobs.models import Job
from guatu.jobs.works import work_of
from guatu.ledgers.models import Duty
from guatu.sheets.actions.issuing import Wanted, issue_books
from guatu.sheets.actions.returning import Dropped, read_ahead, receive, waiting_books
from guatu.sheets.models import IssuedBook, ReturnedBook, SheetIssue, SheetReturn
from guatu.sheets.queries.exchange import units_of_round
from guatu.sheets.works import ask_to_issue

pytestmark = pytest.mark.django_db


@dataclass
class Sole:
    """A run of one job alone: the clock's own work would freeze a round of June."""

    job: Job
    said: list[int] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.job, name)

    def progress(self, done: int, _total: int | None = None, *, step: str = "") -> None:  # noqa: ARG002 as a run has it
        self.said.append(done)


def work_sole() -> None:
    """Do the works of sheets that wait, and nothing else."""
    for job in Job.objects.filter(state=Job.State.WAITING, work__startswith="sheets.").order_by(
        "pk"
    ):
        work = work_of(job.work)
        assert work is not None
        made = work.does(Sole(job=job))
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=dict(made or {}))


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def file(payload: bytes, name: str = "表.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, payload)


def test_the_whole_way_of_a_round_of_workbooks(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("office")
    page = f"/sheets/rounds/{one.pk}/"
    client.post(f"{page}issue", {"which": "all", "note": "周四前交回"})
    issue = SheetIssue.objects.get()
    archive = client.get(f"/sheets/issues/{issue.pk}.zip")
    assert f"第{one.ordinal}期填报表（第1次）.zip" in unquote(
        archive.headers["Content-Disposition"]
    )
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        names = packed.namelist()
    books = list(issue.books.order_by("unit__official_order"))
    back = [
        file(filled(payload_of(b), {"清单": {"本期进展": "已办"}}), f"{b.pk}.xlsx") for b in books
    ]
    asked = client.post(f"{page}drop", {"file": back})
    work_sole()
    done = client.get(asked.headers["Location"])
    batch = SheetReturn.objects.get()
    shown = client.get(f"/sheets/returns/{batch.pk}/").content.decode()
    client.post(f"/sheets/returns/{batch.pk}/apply", {"how": "hand-in"})

    assert [name.split(" ")[1].split("第")[0] for name in names] == ["区财政局", "区住建局"]
    assert done.headers["Location"] == f"/sheets/returns/{batch.pk}/"
    assert "区财政局" in shown
    assert "2 份表可一并入库" in shown
    assert set(batch.books.values_list("state", flat=True)) == {"applied"}
    assert CheckIn.objects.filter(round=one, state="submitted").count() == 2
    for address in ("/sheets/", page, f"/sheets/returns/books/{batch.books.get(place=1).pk}/"):
        assert client.get(address).status_code == 200


def test_many_rows_are_taken_over_behind_the_page(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guatu.sheets.views.returns.SOON_ROWS", 0)
    monkeypatch.setattr("guatu.sheets.views.exchange.SOON_ROWS", 0)
    one = scene.open()
    client = scene.world.client("office")
    page = f"/sheets/rounds/{one.pk}/"
    client.post(f"{page}issue", {"which": "chosen", "unit": [scene.world.finance.pk]})
    work_sole()
    book = IssuedBook.objects.get()
    client.post(
        f"{page}drop", {"file": [file(filled(payload_of(book), {"停车": {"本期进展": "开工"}}))]}
    )
    batch = SheetReturn.objects.get()
    client.post(f"/sheets/returns/{batch.pk}/apply", {"how": "draft"})
    work_sole()

    assert scene.check_in(one, scene.project).said == "开工"
    assert set(Job.objects.filter(work__startswith="sheets.").values_list("state", flat=True)) == {
        "done"
    }
    assert SheetIssue.objects.count() == 1


def test_a_job_that_is_called_again_sends_nothing_out_twice(scene: Scene) -> None:
    one = scene.open()
    job = ask_to_issue(scene.world.actor("office"), one, Wanted())
    work_sole()
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, ended_at=None)
    work_sole()

    assert SheetIssue.objects.count() == 1


def test_an_answer_to_a_conflict_comes_with_the_form(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("office")
    page = f"/sheets/rounds/{one.pk}/"
    client.post(f"{page}issue", {"which": "all"})
    book = IssuedBook.objects.get(unit=scene.world.finance)
    scene.write(scene.check_in(one, scene.task), said="系统里的")
    client.post(
        f"{page}drop", {"file": [file(filled(payload_of(book), {"清单": {"本期进展": "表里的"}}))]}
    )
    back = ReturnedBook.objects.get()
    address = f"/sheets/returns/books/{back.pk}/"
    shown = client.get(address).content.decode()
    row = scene.check_in(one, scene.task)
    refused = client.post(f"{address}apply", {"version": back.version, "how": "draft"})
    taken = client.post(
        f"{address}apply", {"version": back.version, "how": "draft", f"line-{row.pk}": "sheet"}
    )

    assert "系统里的" in shown
    assert "以表为准" in shown
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert scene.check_in(one, scene.task).said == "表里的"
    undone = client.post(f"{address}undo", {"version": back.version + 1})
    assert undone.status_code == 302
    assert scene.check_in(one, scene.task).said == "系统里的"


def test_faults_come_back_as_the_same_workbook(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("office")
    page = f"/sheets/rounds/{one.pk}/"
    client.post(f"{page}issue", {"which": "all"})
    book = IssuedBook.objects.get(unit=scene.world.finance)
    typed = {"清单": {"目标（节点）": "差不多"}, "停车": {"本期进展": "开工"}}
    client.post(f"{page}drop", {"file": [file(filled(payload_of(book), typed))]})
    back = ReturnedBook.objects.get()
    marked = client.get(f"/sheets/returns/books/{back.pk}/faults").content
    with zipfile.ZipFile(io.BytesIO(marked)) as parts:
        comments = parts.read("xl/comments1.xml").decode()
    with zipfile.ZipFile(
        io.BytesIO(client.get(f"/sheets/returns/{back.batch_id}/faults.zip").content)
    ) as packed:
        assert packed.read(packed.namelist()[0])[:2] == b"PK"
    mended = filled(marked, {"清单": {"目标（节点）": "达成"}})
    client.post(f"{page}drop", {"file": [file(mended)]})
    again = ReturnedBook.objects.latest("pk")

    assert "请选“达成”或“未达成”" in comments
    assert again.counts["comes"] == {"changed": 2}
    assert client.get(f"/sheets/returns/books/{again.pk}/faults").status_code == 302


def test_nothing_chosen_is_told(scene: Scene) -> None:
    one = scene.open()
    client = scene.world.client("office")
    nothing = client.post(f"/sheets/rounds/{one.pk}/drop", {})
    nobody = client.post(f"/sheets/rounds/{one.pk}/issue", {"which": "chosen"})

    assert (nothing.status_code, nobody.status_code) == (422, 422)
    assert "请选择交回的表" in nothing.content.decode()
    assert "请勾选" in nobody.content.decode()


def test_the_pages_ask_the_same_however_many_units_there_are(scene: Scene) -> None:
    one = scene.open()
    actor = scene.world.actor("office")
    with CaptureQueriesContext(connection) as few:
        units_of_round(actor, one)
    for number in range(12):
        unit = make_unit(f"第{number}局", parent=scene.world.district)
        CheckIn.objects.create(
            round=one, entry=scene.task, unit=unit, role="support", saved_at=timezone.now()
        )
        Duty.objects.create(entry=scene.task, unit=unit, role="support", ordinal=number + 5)
    with CaptureQueriesContext(connection) as many:
        lines = units_of_round(actor, one)

    assert len(lines) == 14
    assert len(many) == len(few)


def test_reading_stops_where_it_is_stopped(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    one = scene.open()
    actor = scene.world.actor("office")
    seen: list[str] = []

    def note(_path: Path, name: str) -> UnreadableFile:
        seen.append(name)
        return UnreadableFile(name, reason=UnreadableReason.EMPTY, name=name)

    monkeypatch.setattr("guatu.sheets.actions.returning.cells_of", note)
    files = [Dropped(name=f"{n}.xlsx", payload=f"{n}".encode()) for n in range(20)]
    batch = receive(actor, one, files)
    reading = read_ahead(waiting_books(batch))
    first, _cells = next(reading)
    reading.close()  # type: ignore[attr-defined]  # a generator

    assert first.file_name == "0.xlsx"
    assert len(seen) < len(files)


def dropped(
    scene: Scene, one: Round, texts: Mapping[str, Mapping[str, str]], *, item: str = "清单"
) -> SheetReturn:
    """Let the office drop workbooks of finance at once; each says one thing of an item."""
    page = f"/sheets/rounds/{one.pk}/"
    client = scene.world.client("office")
    client.post(f"{page}issue", {"which": "chosen", "unit": [scene.world.finance.pk]})
    work_sole()
    payload = payload_of(IssuedBook.objects.get())
    files = [file(filled(payload, {item: typed}), name) for name, typed in texts.items()]
    client.post(f"{page}drop", {"file": files})
    work_sole()
    return SheetReturn.objects.get()


@pytest.mark.parametrize("soon", [0, 400], ids=["behind", "at-once"])
def test_a_workbook_whose_lines_changed_meanwhile_is_named(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, soon: int
) -> None:
    monkeypatch.setattr("guatu.sheets.views.returns.SOON_ROWS", soon)
    one = scene.open()
    batch = dropped(scene, one, {"表.xlsx": {"本期进展": "表里的"}})
    scene.write(scene.check_in(one, scene.task), said="系统里的")
    client = scene.world.client("office")
    answer = client.post(f"/sheets/returns/{batch.pk}/apply", {"how": "draft"}, follow=True)
    work_sole()
    job = Job.objects.filter(work="sheets.apply").first()
    said = answer.content.decode() if job is None else job.result["note"]

    assert scene.check_in(one, scene.task).said == "系统里的"
    assert "没有写入：区财政局。" in said
    assert "系统里又有改动" in said


def test_two_workbooks_of_one_unit_that_gainsay_each_other_wait_for_a_choice(scene: Scene) -> None:
    one = scene.open()
    batch = dropped(
        scene, one, {"甲.xlsx": {"本期进展": "甲说的"}, "乙.xlsx": {"本期进展": "乙说的"}}
    )
    client = scene.world.client("office")
    address = f"/sheets/returns/{batch.pk}/"
    shown = client.get(address).content.decode()
    client.post(f"{address}apply", {"how": "draft"})
    untouched = scene.check_in(one, scene.task).said
    chosen, other = batch.books.get(file_name="乙.xlsx"), batch.books.get(file_name="甲.xlsx")
    told = client.get(f"/sheets/returns/books/{chosen.pk}/").content.decode()
    client.post(
        f"/sheets/returns/books/{chosen.pk}/apply", {"version": chosen.version, "how": "draft"}
    )
    after = client.get(address).content.decode()
    client.post(f"{address}apply", {"how": "draft"})
    other.refresh_from_db()

    assert "区财政局的几份表对 1 行写得不一样" in shown
    assert "可一并入库" not in shown
    assert untouched == ""
    assert "甲.xlsx" in told
    assert scene.check_in(one, scene.task).said == "乙说的"
    assert "写得不一样" not in after
    assert "可一并入库" not in after
    assert other.counts["comes"].get("conflict") == 1


@pytest.mark.parametrize("way", ["draft", "hand-in"])
def test_pages_show_a_workbook_beside_what_stands_when_they_are_opened(
    scene: Scene, way: str
) -> None:
    one = scene.open()
    texts = {"甲.xlsx": {"本期进展": "甲说的"}, "乙.xlsx": {"本期进展": "乙说的"}}
    batch = dropped(scene, one, texts)
    first, second = batch.books.get(file_name="甲.xlsx"), batch.books.get(file_name="乙.xlsx")
    client = scene.world.client("office")
    here, there = (f"/sheets/returns/books/{one.pk}/" for one in (first, second))
    client.post(f"{here}apply", {"version": first.version, "how": way})
    beside = client.get(there).content.decode()
    on_batch = client.get(f"/sheets/returns/{batch.pk}/").content.decode()
    first.refresh_from_db()
    client.post(f"{here}undo", {"version": first.version})
    batch_again = client.get(f"/sheets/returns/{batch.pk}/").content.decode()
    second.refresh_from_db()
    page_again = client.get(there).content.decode()
    client.post(f"{there}apply", {"version": second.version, "how": "draft"})

    assert "甲说的" in beside
    assert "本单位已有表入库：" in beside
    assert "可一并入库" not in on_batch
    assert ("comes-conflict" if way == "draft" else "comes-closed") in on_batch
    assert "可一并入库" in batch_again
    assert "comes-changed" in batch_again
    assert "本单位已有表入库：" not in page_again
    assert "disabled" not in page_again.split('class="actions"')[-1]
    assert scene.check_in(one, scene.task).said == "乙说的"


def test_only_units_that_were_written_to_are_compared_anew(scene: Scene) -> None:
    one = scene.open()
    batch = dropped(scene, one, {"表.xlsx": {"本期进展": "表里的"}})
    client = scene.world.client("office")
    address = f"/sheets/returns/{batch.pk}/"
    book = batch.books.get()
    with CaptureQueriesContext(connection) as quiet:
        client.get(address)
    scene.write(scene.check_in(one, scene.task), said="系统里的")
    with CaptureQueriesContext(connection) as written:
        client.get(address)
    was, now = book.version, batch.books.get()

    assert len(quiet) < len(written)
    assert now.version == was + 1
    assert now.counts["comes"]["conflict"] == 1


def test_the_same_workbook_twice_is_no_clash(scene: Scene) -> None:
    one = scene.open()
    texts = {"甲.xlsx": {"本期进展": "一样"}, "乙.xlsx": {"本期进展": "一样"}}
    batch = dropped(scene, one, texts)
    client = scene.world.client("office")
    address = f"/sheets/returns/{batch.pk}/"
    shown = client.get(address).content.decode()
    said = client.post(f"{address}apply", {"how": "draft"}, follow=True).content.decode()

    assert "写得不一样" not in shown
    assert "没有写入" not in said
    assert scene.check_in(one, scene.task).said == "一样"


def test_a_text_that_is_too_long_is_shown_by_its_beginning_and_once(scene: Scene) -> None:
    one = scene.open()
    text = "工地已经进场" + "长" * 569
    batch = dropped(scene, one, {"表.xlsx": {"本期进展": text}}, item="停车")
    page = scene.world.client("office").get(f"/sheets/returns/books/{batch.books.get().pk}/")
    told = page.content.decode()

    assert told.count("工地已经进场") == 1
    assert "（共 575 字）" in told
    assert "太长：最多 500 字" in told
    assert "长" * 61 not in told


def test_each_row_takes_as_many_characters_as_its_report_may_have(scene: Scene) -> None:
    one = scene.open()
    unit = make_unit("区统计局", parent=scene.world.district)
    Duty.objects.create(entry=scene.task, unit=unit, role="support", ordinal=5)
    CheckIn.objects.create(
        round=one, entry=scene.task, unit=unit, role="support", saved_at=timezone.now()
    )
    issue = issue_books(scene.world.actor("office"), one, Wanted())
    lead, support = (
        zipfile.ZipFile(io.BytesIO(payload_of(issue.books.get(unit=of)))).read(
            "xl/worksheets/sheet1.xml"
        )
        for of in (scene.world.finance, unit)
    )

    assert b"&lt;=2000" in lead
    assert b"&lt;=500" in lead  # the project, that nobody supports
    assert b"&lt;=500" in support
    assert b"&lt;=2000" not in support


@pytest.mark.parametrize(("count", "comes"), [(500, "changed"), (501, "faulty")])
def test_what_fits_without_a_next_step_is_taken_whole(scene: Scene, count: int, comes: str) -> None:
    one = scene.open()
    batch = dropped(scene, one, {"表.xlsx": {"本期进展": "长" * count}}, item="停车")

    assert batch.books.get().counts["comes"].get(comes) == 1


def test_what_was_sent_back_is_counted_apart_from_what_was_never_reported(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)
    page = f"/sheets/rounds/{one.pk}/"
    client = scene.world.client("office")
    reported = client.get(page).content.decode()
    CheckIn.objects.filter(round=one, entry=scene.task, unit=scene.world.finance).update(
        state=CheckIn.State.RETURNED
    )
    sent_back = client.get(page).content.decode()

    assert "未报和退回 2" in reported  # the project, and what housing supports
    assert "其中退回" not in reported
    assert "未报和退回 3" in sent_back
    assert sent_back.count("其中退回 1") == 2  # over the table, and beside the unit


def test_a_workbook_whose_words_all_came_too_late_is_not_offered(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.project), said="场地已平整")
    batch = dropped(scene, one, {"表.xlsx": {"本期进展": "表里的"}})
    client = scene.world.client("office")
    address = f"/sheets/returns/{batch.pk}/"
    offered = client.get(address).content.decode()
    scene.submit(one, scene.task, said="系统里的")
    late = client.get(address).content.decode()
    comes = batch.books.get().counts["comes"]

    assert "有 1 行新内容" in offered
    assert (comes["closed"], comes["same"]) == (1, 1)
    assert "可一并入库" not in late


def test_workbooks_without_new_words_say_so(scene: Scene) -> None:
    one = scene.open()
    scene.write(scene.check_in(one, scene.project), said="场地已平整")
    batch = dropped(scene, one, {"表.xlsx": {}})
    shown = scene.world.client("office").get(f"/sheets/returns/{batch.pk}/").content.decode()

    assert "可一并入库" in shown
    assert "没有新内容：" in shown
    assert "有 0 行" not in shown
