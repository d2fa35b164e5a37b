"""No shipped or tracked file names a host outside, a registry, or a path of a machine."""

from __future__ import annotations

import re

import pytest
from tree import ROOT, name, tracked

ADDRESS = re.compile(r"\bhttps?://([a-zA-Z0-9.-]+)")
OWN = {"127.0.0.1", "localhost", "testserver"}
NAMESPACES = {
    "www.w3.org",
    "json-schema.org",
    "schemas.openxmlformats.org",
    "schemas.microsoft.com",
    "www.ofdspec.org",
    "purl.oclc.org",  # strict Office Open XML
}  # names of formats; nothing is fetched from them
LICENCES = {"www.apache.org", "apache.org"}
TEXT = [
    ".py",
    ".html",
    ".css",
    ".ts",
    ".mjs",
    ".js",
    ".json",
    ".toml",
    ".md",
    ".txt",
    ".in",
    ".yml",
    ".yaml",
    ".po",
    ".svg",
    ".cfg",
    ".sh",
    ".xml",
]
REGISTRY = re.compile(
    "|".join(["py" + "pi\\.org", "python" + "hosted", "npm" + "js", "deb" + "ian\\.org"])
)
MACHINE = re.compile("|".join(f"(?<![\\w.])/{folder}/" for folder in ("work", "root", "home")))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    paths = [p for p in tracked() if p.suffix in TEXT or p.name in {"Makefile", "run", "LICENSE"}]
    return {name(p): p.read_text(encoding="utf-8") for p in paths}


def test_no_foreign_host(texts: dict[str, str]) -> None:
    foreign = {
        (path, host)
        for path, text in texts.items()
        for host in ADDRESS.findall(text)
        if host not in OWN | NAMESPACES
        and not (host in LICENCES and path == "LICENSE")
        and not host.endswith((".example", ".invalid", ".test"))
    }

    assert foreign == set()


def test_no_registry_and_no_machine_path(texts: dict[str, str]) -> None:
    found = {path for path, text in texts.items() if REGISTRY.search(text) or MACHINE.search(text)}

    assert found == set()


def test_the_lock_of_the_islands_has_no_addresses() -> None:
    assert '"resolved"' not in (ROOT / "web" / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", ["base.txt", "postgresql.txt", "dev.txt"])
def test_each_locked_package_is_hashed(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    packages = [block for block in re.split(r"\n(?=\S)", text) if "==" in block.split("\n")[0]]

    assert packages
    assert [block.split("\n")[0] for block in packages if "--hash=sha256:" not in block] == []
