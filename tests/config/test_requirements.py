"""The hashed files agree with each other and with what pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib

import pytest
from tree import ROOT

PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("extra", ["postgresql.txt", "dev.txt"])
def test_what_runs_is_the_same_everywhere(extra: str) -> None:
    base = pins("base.txt")

    assert base
    assert {name: pins(extra).get(name) for name in base} == base


def test_the_driver_of_postgresql_is_hashed() -> None:
    assert {"psycopg", "psycopg-binary"} <= pins("postgresql.txt").keys()


def test_the_build_tools_are_those_of_the_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = dict(one.split("==") for one in project["build-system"]["requires"])

    assert {name: pins("dev.txt")[name] for name in asked} == asked
