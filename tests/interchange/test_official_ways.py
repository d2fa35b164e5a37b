"""The checker on papers of others: those in order pass however they are made, and each deviation is told."""

from __future__ import annotations

import pytest
from wordfaults import FAULTS
from wordpapers import Word, para, said, word_file
from wordways import WAYS

from guatu.core.official.checking import Report, check
from guatu.core.official.deviations import Code
from guatu.interchange.official.measuring import measures
from guatu.interchange.official.reading import paper_from

# What follows of itself: another margin makes other lines, another size another count of letters.
FOLLOWING = {
    "margin-top": {"type-height", "lines"},
    "margin-left": {"type-width", "characters"},
    "type-width": {"characters"},
    "type-height": {"lines"},
    "paper": {"lines", "characters"},
    "body-size": {"characters"},
    "heading-size": {"characters"},
    "body-font": {"heading-font", "record-font"},
}


def report_of(word: Word) -> Report:
    return check(paper_from(measures(word_file(word), name="通报.docx")))


@pytest.mark.parametrize("name", WAYS)
def test_a_paper_in_order_passes_however_it_is_made(name: str) -> None:
    found = [(one.code.value, one.found, one.first) for one in report_of(WAYS[name]).deviations]

    assert found == []


@pytest.mark.parametrize("name", FAULTS)
def test_one_thing_otherwise_is_told_and_nothing_else(name: str) -> None:
    word, wanted = FAULTS[name]

    found = {one.code.value for one in report_of(word).deviations}

    assert wanted in found
    assert found <= {wanted} | FOLLOWING.get(wanted, set())


def test_27_letters_of_an_untouched_size_are_only_noted() -> None:
    plain = report_of(FAULTS["letters not tightened"][0])
    wide = report_of(FAULTS["letters wide apart"][0])

    assert [one.found for one in plain.deviations] == ["27"] * len(plain.deviations)
    assert plain.passes
    assert not wide.passes


def test_boxes_within_boxes_are_read_once() -> None:
    inner = said("抄送：县委办公室。", size=16)
    for _depth in range(25):
        inner = para(
            f"<w:r><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></w:r>"
        )
    word = WAYS["no record"].having(printed=inner)

    measured = paper_from(measures(word_file(word), name="通报.docx"))

    assert [one.text for one in measured.paragraphs if one.is_boxed and one.text] == [
        "抄送：县委办公室。"
    ]


def test_the_table_tries_each_deviation() -> None:
    tried = {code for _word, code in FAULTS.values()}

    assert {code.value for code in Code} == tried
    assert len(WAYS) >= 60
    assert len(FAULTS) >= 100
