"""不得上传涉密材料 stands wherever a file is chosen (T18)."""

from __future__ import annotations

from pathlib import Path

import pytest

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.ledgers.forms import StageForm
from guatu.ledgers.kindforms import KindForm
from guatu.ledgers.logforms import LogForm
from guatu.ledgers.trackforms import TrackForm

SOURCE = Path(__file__).parents[2] / "src/guatu"
CHOOSERS = sorted(
    path.relative_to(SOURCE).as_posix()
    for path in SOURCE.rglob("*.html")
    if "multipart/form-data" in path.read_text(encoding="utf-8")
    or 'type="file"' in path.read_text(encoding="utf-8")
)
# the pages whose forms say it by the field of the file, and the page whose cards say it
SAID_BY_FIELDS = {
    "ledgers/jinja2/ledgers/form.html": ((StageForm, "proof"), (LogForm, "proof")),
    "ledgers/jinja2/ledgers/kind_edit.html": ((KindForm, "file"),),
    "ledgers/jinja2/ledgers/step.html": ((TrackForm, "proof"),),
}
SAID_ELSEWHERE = {*SAID_BY_FIELDS, "dispatch/jinja2/dispatch/mine.html"}


@pytest.mark.parametrize("name", [name for name in CHOOSERS if name not in SAID_ELSEWHERE])
def test_a_page_that_takes_files_says_what_not_to_upload(name: str) -> None:
    assert "{{ upload_note }}" in (SOURCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", SAID_BY_FIELDS)
def test_the_forms_that_say_it_themselves_do(page: str) -> None:
    assert "g.field(bound)" in (SOURCE / page).read_text(encoding="utf-8")
    for form, name in SAID_BY_FIELDS[page]:
        assert str(form.base_fields[name].help_text) == str(UPLOAD_NOTE)


def test_the_cards_say_it_themselves() -> None:
    assert set(CHOOSERS) >= SAID_ELSEWHERE
    cards = (SOURCE / "dispatch/jinja2/dispatch/card_fields.html").read_text(encoding="utf-8")
    assert "{{ upload_note }}" in cards
