"""Rows of sheets."""

from guatu.sheets.models.adopting import AdoptedLine, Adoption
from guatu.sheets.models.exports import ListExport
from guatu.sheets.models.higher import HigherFilling, HigherForm
from guatu.sheets.models.issues import IssuedBook, SheetIssue
from guatu.sheets.models.returns import ReturnedBook, SheetReturn

__all__ = [
    "AdoptedLine",
    "Adoption",
    "HigherFilling",
    "HigherForm",
    "IssuedBook",
    "ListExport",
    "ReturnedBook",
    "SheetIssue",
    "SheetReturn",
]
