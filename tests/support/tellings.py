"""Notices for tests: sorts of their own, and one to change as needed."""

from __future__ import annotations

from typing import Any

from guatu.notices.actions import Notice
from guatu.notices.sorts import Sort, register

register(
    Sort(code="test.plain", label="Plain"),
    Sort(code="test.urgent", label="Urgent", is_urgent=True),
)


def notice(**fields: Any) -> Notice:
    plain: dict[str, Any] = {
        "key": "round 1 finance",
        "sort": "test.plain",
        "campaign": None,
        "subject": "本期填报尚未报送",
        "text": "请区财政局于6月19日前报送。",
        "address": "/dispatch/mine/",
    }
    return Notice(**(plain | fields))
