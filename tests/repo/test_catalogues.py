"""Every message of an app has a Chinese text in that app's catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from tree import ROOT, name, tracked

APPS = sorted(p.parent.name for p in (ROOT / "src" / "guatu").glob("*/apps.py"))
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def messages(app: str) -> set[object]:
    """Return the msgids that an app's Python and templates use."""
    found: set[object] = set()
    for path in tracked(".py", ".html"):
        if not name(path).startswith(f"src/guatu/{app}/"):
            continue
        method = "jinja2" if path.suffix == ".html" else "python"
        as_shown = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}
        options = as_shown if method == "jinja2" else {}
        rows = extract_from_file(method, path, keywords=KEYWORDS, options=options)
        found |= {row[1] for row in rows}
    return found


def catalogue(app: str) -> Catalog | None:
    path = ROOT / "src" / "guatu" / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return None
    with Path(path).open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


@pytest.mark.parametrize("app", APPS)
def test_the_chinese_catalogue_is_complete(app: str) -> None:
    known = catalogue(app)
    missing = []
    for message in messages(app):
        entry = known.get(message[0] if isinstance(message, tuple) else message) if known else None
        if entry is None or entry.fuzzy or not all(as_texts(entry.string)):
            missing.append(message)

    assert missing == []


@pytest.mark.parametrize("app", APPS)
def test_no_entry_is_stale_or_loses_a_placeholder(app: str) -> None:
    known = catalogue(app)
    used = {m[0] if isinstance(m, tuple) else m for m in messages(app)}
    wrong = []
    for entry in known or ():
        if not entry.id:
            continue
        first = as_texts(entry.id)[0]
        wanted = set(PLACEHOLDER.findall(" ".join(as_texts(entry.id))))
        given = set(PLACEHOLDER.findall(" ".join(as_texts(entry.string))))
        if (
            first not in used
            or not given <= wanted
            or (wanted - given and len(as_texts(entry.id)) == 1)
        ):
            wrong.append(first)

    assert wrong == []


def as_texts(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, (tuple, list)) else [str(value)]


def test_one_message_has_one_chinese_text() -> None:
    """Django merges all catalogues: of two texts for one message an app shows another's."""
    texts: dict[str, set[str]] = {}
    for app in APPS:
        for entry in catalogue(app) or ():
            if entry.id:
                texts.setdefault(as_texts(entry.id)[0], set()).add(as_texts(entry.string)[0])

    assert {message: said for message, said in texts.items() if len(said) > 1} == {}
