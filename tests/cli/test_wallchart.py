"""`guatu wallchart`: a file of the paper's size, and refusals in one line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from rooms import Line, Scene, make_scene, put_lines
from worlds import World

from guatu.cli import main
from guatu.core.lamps import Lamp
from guatu.dispatch.models import Round

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give back what the command writes into the environment."""
    monkeypatch.setenv("GUATU_DATA", str(tmp_path))


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world, date(2026, 6, 18))


def run(folder: Path, *arguments: str) -> Result:
    (folder / "secret_key").write_text("x" * 60)
    return CliRunner().invoke(main, ["--data", str(folder), "wallchart", *arguments])


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize("chart", ["progress", "support"])
@pytest.mark.parametrize(("paper", "width"), [("A0", 1189), ("a1", 841), ("A3", 420)])
def test_a_file_of_the_papers_size_is_written(
    tmp_path: Path, paper: str, width: int, chart: str
) -> None:
    out = tmp_path / "chart.pdf"
    result = run(
        tmp_path, "qx-2026", "-o", str(out), "--paper", paper, "--chart", chart, "--by", "unit"
    )

    assert result.exit_code == 0, result.output
    assert round(pypdfium2.PdfDocument(out)[0].get_size()[0] / 72 * 25.4) == width
    assert " on 1 sheet of " in result.output


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["--lamp", "severe"], 2),
        (["--lamp", "severe", "--lamp", "overdue"], 3),
        (["--unit", "区财政局"], 2),
        (["--unit", "区财政局", "--lamp", "done", "--kind", "task"], 1),
    ],
    ids=["lamp", "lamps", "unit", "all"],
)
def test_a_chart_is_narrowed(tmp_path: Path, arguments: list[str], count: int) -> None:
    result = run(tmp_path, "qx-2026", "-o", str(tmp_path / "x.pdf"), *arguments)

    assert f"{count} line" in result.output, result.output


@pytest.mark.usefixtures("scene")
def test_an_empty_chart_says_that_it_is_empty(tmp_path: Path) -> None:
    out = tmp_path / "chart.pdf"
    result = run(tmp_path, "qx-2026", "-o", str(out), "--chart", "support")
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()

    assert "0 lines on 1 sheet" in result.output
    assert "没有可打印的内容" in text


@pytest.mark.usefixtures("scene")
def test_the_print_is_in_the_language_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "chart.pdf"
    assert run(tmp_path, "qx-2026", "-o", str(out), "--english").exit_code == 0
    text = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()

    assert "Progress chart" in text
    assert "作战进度图" not in text


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nowhere", "-o", "{out}"], 1, "there is no campaign nowhere; there are: qx-2026"),
        (["QX-206", "-o", "{out}"], 1, "there is no campaign QX-206; there are: qx-2026"),
        (["qx-2026", "-o", "{out}", "--round", " "], 2, "the name of a round is empty"),
        (["qx-2026", "-o", "{out}", "--chart", "support", "--rows", "three"], 2, "auto or full"),
        (["qx-2026", "-o", "{out}", "--kind", "taks"], 1, "no ledger of kind taks; it has: task"),
        (["qx-2026", "-o", "{out}", "--unit", "区财局"], 1, "there are: 区财政局"),
        (["qx-2026", "-o", "{out}", "--lamp", "pink"], 2, "pink"),
        (["qx-2026", "-o", "{out}", "--chart", "support", "--kind", "task"], 2, "progress chart"),
        (["qx-2026", "-o", "{out}", "--round", "45"], 1, "no frozen round 45; the last ones are: "),
        (["qx-2026", "-o", "{out}", "--paper", "A9"], 2, "A9"),
        (["qx-2026"], 2, "-o"),
        (["qx-2026", "-o", "{folder}/none/chart.pdf"], 1, "there is no folder"),
        (["qx-2026", "-o", "{out}", "--live"], 1, "GUATU_ADDRESS"),
        (["qx-2026", "-o", "{folder}/chart.png"], 2, "not as .png"),
        (["qx-2026", "-o", "{folder}/chart"], 2, "a file without ending"),
        (["qx-2026", "-o", "{out}", "--rows", "many"], 2, "many"),
        (["qx-2026", "-o", "{out}", "--chart", "support", "--round", "qx-2026-w1"], 1, "保障图"),
    ],
    ids=[
        "campaign",
        "typing",
        "empty-round",
        "rows-of-needs",
        "kind",
        "unit",
        "lamp",
        "narrowed-needs",
        "no-round",
        "paper",
        "output",
        "folder",
        "address",
        "ending",
        "none",
        "rows",
        "round",
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, arguments: list[str], code: int, told: str
) -> None:
    given = [a.format(out=tmp_path / "chart.pdf", folder=tmp_path) for a in arguments]
    result = run(tmp_path, *given)

    assert result.exit_code == code
    assert told in result.output
    assert "Traceback" not in result.output


def test_a_round_that_is_not_frozen_yet_is_said_to_be_so(tmp_path: Path, scene: Scene) -> None:
    Round.objects.filter(campaign=scene.campaign).update(state=Round.State.CLOSED)
    result = run(tmp_path, "qx-2026", "-o", str(tmp_path / "x.pdf"), "--round", "qx-2026-w1")

    assert result.exit_code == 1
    assert "round qx-2026-w1 is not frozen yet" in result.output


@pytest.mark.usefixtures("scene")
def test_a_chart_is_written_as_drawing_too(tmp_path: Path) -> None:
    out = tmp_path / "chart.svg"
    assert run(tmp_path, "qx-2026", "-o", str(out), "--paper", "A3").exit_code == 0
    root = ET.fromstring(out.read_text(encoding="utf-8"))  # noqa: S314 our own

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "作战进度图" in "".join(root.itertext())


def test_each_of_several_drawings_has_its_number(tmp_path: Path, scene: Scene) -> None:
    lines = [
        Line(
            title=f"更多{n}" * 30, unit=scene.entries["severe"].unit, lamp=Lamp.BEHIND, due_on=None
        )
        for n in range(80)
    ]
    put_lines(scene.campaign, lines, scene.today)
    result = run(
        tmp_path, "qx-2026", "-o", str(tmp_path / "x.svg"), "--paper", "A3", "--rows", "full"
    )
    found = sorted(path.name for path in tmp_path.glob("*.svg"))

    assert result.exit_code == 0, result.output
    assert found[:2] == ["x-1.svg", "x-2.svg"]
    assert f"on {len(found)} sheets" in result.output


def test_a_folder_that_is_no_installation_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUATU_SECRET_KEY", raising=False)
    result = CliRunner().invoke(
        main, ["--data", str(tmp_path / "none"), "wallchart", "x", "-o", str(tmp_path / "a.pdf")]
    )

    assert result.exit_code == 1
    assert "no installation" in result.output


@pytest.mark.usefixtures("scene")
def test_what_does_not_go_together_or_has_no_folder_is_refused_before_the_work(
    tmp_path: Path,
) -> None:
    apart = run(tmp_path, "qx-2026", "-o", str(tmp_path / "x.pdf"), "--by", "solver")
    nowhere = run(tmp_path, "qx-2026", "-o", str(tmp_path / "missing" / "x.pdf"))

    assert apart.exit_code == 2
    assert "--chart support" in apart.output
    assert nowhere.exit_code == 1
    assert "no folder" in nowhere.output
