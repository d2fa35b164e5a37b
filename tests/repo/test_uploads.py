"""不得上传涉密材料 stands wherever a file is chosen (T18)."""

from __future__ import annotations

from pathlib import Path

import pytest

from guatu.audit.evidence import UPLOAD_NOTE
from guatu.ledgers.forms import StageForm

SOURCE = Path(__file__).parents[2] / "src/guatu"
CHOOSERS = sorted(
    path.relative_to(SOURCE).as_posix()
    for path in SOURCE.rglob("*.html")
    if "multipart/form-data" in path.read_text(encoding="utf-8")
    or 'type="file"' in path.read_text(encoding="utf-8")
)
# the form whose own field says it, and the page whose cards say it
SAID_ELSEWHERE = {"ledgers/jinja2/ledgers/form.html", "dispatch/jinja2/dispatch/mine.html"}


@pytest.mark.parametrize("name", [name for name in CHOOSERS if name not in SAID_ELSEWHERE])
def test_a_page_that_takes_files_says_what_not_to_upload(name: str) -> None:
    assert "{{ upload_note }}" in (SOURCE / name).read_text(encoding="utf-8")


def test_the_forms_that_say_it_themselves_do() -> None:
    assert set(CHOOSERS) >= SAID_ELSEWHERE
    assert str(StageForm.base_fields["proof"].help_text) == str(UPLOAD_NOTE)
    cards = (SOURCE / "dispatch/jinja2/dispatch/card_fields.html").read_text(encoding="utf-8")
    assert "{{ upload_note }}" in cards
