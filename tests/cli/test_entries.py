"""`guatu entries`: a ledger as a workbook, an old one taken over whole or not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from rooms import Scene, make_scene
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.cli import main
from guatu.interchange.workbooks import read_workbook
from guatu.ledgers.models import Entry
from guatu.sheets.models import Adoption

pytestmark = pytest.mark.django_db

HEAD = "序号,任务名称,牵头单位,完成时限,进展情况\n"
PLAIN = (
    HEAD
    + "1,清理河道三公里,区财政局,2026年6月30日,已清理一公里\n2,新建停车位,区财政局,2026-09-01,\n"
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give back what the command writes into the environment."""
    monkeypatch.setenv("GUATU_DATA", str(tmp_path))


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world, date(2026, 6, 18))


def run(folder: Path, *arguments: str) -> Result:
    (folder / "secret_key").write_text("x" * 60)
    return CliRunner().invoke(main, ["--data", str(folder), "entries", *arguments])


def kept(folder: Path, text: str) -> str:
    file = folder / "旧台账.csv"
    file.write_bytes(text.encode("gb18030"))
    return str(file)


@pytest.mark.usefixtures("scene")
def test_a_ledger_is_written_as_a_workbook_and_the_copy_is_on_record(tmp_path: Path) -> None:
    out = tmp_path / "ledger.xlsx"
    result = run(tmp_path, "export", "qx-2026", "all", str(out))

    assert result.exit_code == 0, result.output
    count = Entry.objects.count()
    assert f"{count} entries" in result.output
    (sheet,) = read_workbook(out.read_bytes(), name=out.name)
    assert len(sheet.rows) == count + 2  # a line over them, and the head
    assert AuditEvent.objects.filter(act="sheets.export").count() == 1


@pytest.mark.usefixtures("scene")
def test_its_own_export_is_understood(tmp_path: Path) -> None:
    """All that is asked is what becomes of lines that stand in the ledger already."""
    out = tmp_path / "ledger.xlsx"
    assert run(tmp_path, "export", "qx-2026", "task", str(out)).exit_code == 0
    result = run(tmp_path, "import", "qx-2026", "task", str(out), "--json")

    assert {"double"} == {doubt["about"] for doubt in json.loads(result.output)["doubts"]}


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["qx-2026", "nothing", "x.xlsx"], "no ledger nothing"),
        (["nowhere", "all", "x.xlsx"], "nowhere"),
        (["qx-2026", "all", "x.csv"], ".xlsx"),
        (["qx-2026", "all", "missing/x.xlsx"], "missing"),
    ],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, arguments: list[str], said: str) -> None:
    campaign, kind, name = arguments
    result = run(tmp_path, "export", campaign, kind, str(tmp_path / name))

    assert result.exit_code != 0
    assert said in result.output
    assert not AuditEvent.objects.filter(act="sheets.export").exists()


@pytest.mark.usefixtures("scene")
def test_an_old_ledger_is_taken_over(tmp_path: Path) -> None:
    file = kept(tmp_path, PLAIN)
    result = run(tmp_path, "import", "qx-2026", "task", file, "--as-of", "2026-06-01", "--json")

    assert result.exit_code == 0, result.output
    counts = {"entries": 2, "lines": 2, "left_out": 0, "skipped": 0}
    assert json.loads(result.output) == counts | {"progress_only_kept": 0}
    first = Entry.objects.get(title="清理河道三公里")
    assert first.due_on == date(2026, 6, 30)
    assert first.last_said == "已清理一公里"
    again = run(tmp_path, "import", "qx-2026", "task", file)
    assert again.exit_code == 1
    assert "row 2: double" in again.output
    assert Adoption.objects.count() == 1


@pytest.mark.usefixtures("scene")
def test_progress_of_no_day_is_kept_as_no_report_and_told(tmp_path: Path) -> None:
    result = run(tmp_path, "import", "qx-2026", "task", kept(tmp_path, PLAIN))

    assert "what 1 lines tell of progress" in result.output
    assert Entry.objects.get(title="清理河道三公里").last_said == ""


@pytest.mark.usefixtures("scene")
def test_a_doubt_stops_all_and_is_told_with_its_row(tmp_path: Path) -> None:
    file = kept(tmp_path, PLAIN + "3,植树一万株,区神秘局,年底前后,\n")
    before = Entry.objects.count()
    result = run(tmp_path, "import", "qx-2026", "task", file, "--json")

    assert result.exit_code == 1
    doubts = {(one["about"], one["text"]): one for one in json.loads(result.output)["doubts"]}
    assert doubts["unit", "区神秘局"]["rows"] == [4]
    assert Entry.objects.count() == before
    assert not Adoption.objects.exists()
    plain = run(tmp_path, "import", "qx-2026", "task", file)
    assert "row 4: unit “区神秘局”" in plain.output


@pytest.mark.usefixtures("scene")
def test_what_is_proposed_is_taken_on_demand(tmp_path: Path) -> None:
    file = kept(tmp_path, HEAD + "1,植树一万株,区财政局,2026年底前,\n2,清障,区财政局,长期,\n")

    assert run(tmp_path, "import", "qx-2026", "task", file).exit_code == 1
    result = run(tmp_path, "import", "qx-2026", "task", file, "--guesses")
    assert result.exit_code == 0, result.output
    assert "2 entries made" in result.output


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("今天天气不错\n明天也是\n", "旧台账.csv"),
        ("甲,乙,丙\n一些话,另一些话,别的\n还有话,再来话,完了\n", ""),
        ("", "旧台账.csv"),
    ],
)
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str, said: str) -> None:
    before = Entry.objects.count()
    result = run(tmp_path, "import", "qx-2026", "task", kept(tmp_path, text), "--guesses")

    assert result.exit_code == 1
    assert said in result.output
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("scene")
def test_names_that_nothing_has_are_told(tmp_path: Path) -> None:
    file = kept(tmp_path, PLAIN)

    assert "no campaign x" in run(tmp_path, "import", "x", "task", file).output
    assert "task" in run(tmp_path, "import", "qx-2026", "nothing", file).output
    assert "no sheet 2" in run(tmp_path, "import", "qx-2026", "task", file, "--sheet", "2").output


def sheets(folder: Path) -> str:
    file = folder / "三张表.xlsx"
    with xlsxwriter.Workbook(file) as book:
        for title, lines in (("封面", ["督查室"]), ("一组", PLAIN.splitlines()), ("二组", OTHER)):
            page = book.add_worksheet(title)
            for at, line in enumerate(lines):
                page.write_row(at, 0, line.split(","))
    return str(file)


OTHER = [HEAD.strip(), "1,栽树两千株,区财政局,2026年6月30日,", "2,清理河道三公里,区财政局,,"]


@pytest.mark.usefixtures("scene")
def test_a_file_of_several_sheets_is_taken_over_whole(tmp_path: Path) -> None:
    file, before = sheets(tmp_path), Entry.objects.count()
    one = run(tmp_path, "import", "qx-2026", "task", file, "--sheet", "3")

    assert one.exit_code == 0, one.output
    assert "not read: 1 封面, 2 一组" in one.output
    assert Entry.objects.count() == before + 2

    Entry.objects.filter(title__in=["栽树两千株", "清理河道三公里"]).delete()
    doubtful = run(tmp_path, "import", "qx-2026", "task", file, "--all-sheets", "--json")

    assert doubtful.exit_code == 1
    assert [(doubt["sheet"], doubt["text"]) for doubt in json.loads(doubtful.stdout)["doubts"]] == [
        ("二组", "清理河道三公里")
    ]  # stands on 一组 already
    assert Entry.objects.count() == before

    every = run(tmp_path, "import", "qx-2026", "task", file, "--all-sheets", "--guesses")

    assert every.exit_code == 0, every.output
    assert "3 entries made, 1 lines left out" in every.output
    assert "not read: 1 封面" in every.output


@pytest.mark.usefixtures("scene")
def test_a_hidden_sheet_is_told_and_read_on_demand_alone(tmp_path: Path) -> None:
    """A hidden list of choices is no ledger; of the fullest sheets one that shows is taken."""
    file, before = tmp_path / "旧台账.xlsx", Entry.objects.count()
    with xlsxwriter.Workbook(file) as book:
        for title, lines in {
            "选项": ["是", "否"],
            "去年": [*OTHER, "3,修桥一座,区财政局,,"],
            "今年": [HEAD.strip(), "1,植绿一片,区财政局,2026年6月30日,"],
        }.items():
            page = book.add_worksheet(title)
            for row, line in enumerate(lines):
                page.write_row(row, 0, line.split(","))
            if title != "今年":
                page.hide()
        book.get_worksheet_by_name("今年").activate()
        book.get_worksheet_by_name("今年").set_first_sheet()
    every = run(tmp_path, "import", "qx-2026", "task", str(file), "--all-sheets")

    assert every.exit_code == 0, every.output
    assert "not read: 2 去年（隐藏）" in every.output
    assert Entry.objects.count() == before + 1

    wished = run(tmp_path, "import", "qx-2026", "task", str(file), "--sheet", "2", "--guesses")

    assert wished.exit_code == 0, wished.output
    assert Entry.objects.count() == before + 4


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("numbers", "said"), [(["4"], "has 3 sheets"), (["1", "2"], "no table with a head on 封面")]
)
def test_a_sheet_that_holds_no_ledger_is_told(
    tmp_path: Path, numbers: list[str], said: str
) -> None:
    before = Entry.objects.count()
    asked = [part for number in numbers for part in ("--sheet", number)]
    result = run(tmp_path, "import", "qx-2026", "task", sheets(tmp_path), *asked)

    assert result.exit_code == 1
    assert said in result.output
    assert Entry.objects.count() == before


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"ID;PSCALC3\r\nE\r\n", "cannot be read as a sheet"),
        (b"a\nb\n", "There is no line to be taken over."),
        (b"", "holds no table"),
    ],
    ids=["other-format", "no-head", "empty"],
)
def test_a_file_that_holds_no_ledger_is_refused_in_the_language_of_the_command(
    tmp_path: Path, payload: bytes, said: str
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(payload)
    result = run(tmp_path, "import", "qx-2026", "task", str(file))

    assert result.exit_code == 1
    assert said in result.output
    assert result.output.count("x.csv") == 1
    assert "。" not in result.output


@pytest.mark.usefixtures("scene")
def test_a_proposed_unit_is_told_by_its_name(tmp_path: Path) -> None:
    file = kept(tmp_path, f"{HEAD}1,清理河道三公里,财政局,2026年6月30日,\n")
    result = run(tmp_path, "import", "qx-2026", "task", file)

    assert "row 2: unit “财政局”, proposed 区财政局" in result.output
