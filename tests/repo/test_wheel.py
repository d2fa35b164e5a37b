"""The wheel is pure and holds all that a machine without internet needs."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tree import ROOT, name, tracked

pytestmark = pytest.mark.xdist_group("build")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 our own build
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(Path(folder).glob("*.whl")))


def test_it_is_pure(wheel: zipfile.ZipFile) -> None:
    assert str(wheel.filename).endswith("-py3-none-any.whl")


def test_it_holds_every_shipped_file(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    shipped = {
        name(path).removeprefix("src/")
        for path in tracked(".py", ".html", ".toml", ".svg", ".txt", ".typ")
        if name(path).startswith("src/")
    }

    assert shipped - names == set()


def test_it_holds_bundle_and_catalogues(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    catalogues = {name(p).removeprefix("src/")[:-2] + "mo" for p in tracked(".po")}

    assert "guatu/shell/static/guatu/dist/manifest.json" in names
    assert any(re.fullmatch(r"guatu/shell/static/guatu/dist/guatu\.\w+\.css", n) for n in names)
    assert catalogues
    assert catalogues - set(names) == set()
    assert any(n.endswith("licenses/LICENSE") for n in names)


def test_it_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    strange = [
        n
        for n in wheel.namelist()
        if "node_modules" in n or n.endswith((".po", ".sqlite3", ".pyc")) or "secret_key" in n
    ]

    assert strange == []


def test_no_bundled_file_calls_a_foreign_host(wheel: zipfile.ZipFile) -> None:
    foreign = {
        (n, host)
        for n in wheel.namelist()
        if n.endswith((".js", ".css", ".html"))
        for host in re.findall(rb"\bhttps?://([a-zA-Z0-9.-]+)", wheel.read(n))
        if host != b"www.w3.org"
    }

    assert foreign == set()
