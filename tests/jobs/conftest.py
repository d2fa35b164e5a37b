"""Works for tests: registered for one test, forgotten after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from guatu.jobs import works
from guatu.jobs.works import Does, Work, register

Register = Callable[..., None]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """Return a function that registers a work; no other work is known meanwhile."""
    monkeypatch.setattr(works, "_works", {})
    monkeypatch.setattr(works, "_finders", [])

    def add(does: Does, *, code: str = "test.work", **fields: object) -> None:
        register(Work(code=code, label="Test", does=does, **fields))  # type: ignore[arg-type]

    return add
