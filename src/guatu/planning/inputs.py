"""What people type into the forms of a draft: numbers and days as Chinese offices write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.accounts.queries import units_meant
from guatu.core.text.dates import find_periods
from guatu.core.text.numerals import parse_numeral
from guatu.shell.errors import InvalidState

SEPARATORS = re.compile(r"[、,，;；\n]+")
LONGEST_NAME = 100
ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


class NumberField(forms.CharField):
    """A number in Arabic or Chinese writing: 1.3万, 二十三, 1,500; a minus sign may lead."""

    def to_python(self, value: Any) -> Any:
        written = unicodedata.normalize("NFKC", super().to_python(value) or "").replace(" ", "")
        if not written:
            return None
        negative = written[0] in "-−负"
        number = parse_numeral(written[1:] if negative else written)
        if number is None:
            raise forms.ValidationError(
                _("“%(written)s” is no number. Write for example 1500, 1.3万 or 二十三.")
                % {"written": written[:24]}
            )
        if number == number.to_integral_value():  # 1.3千 is 1300, not 1300.0; 1.70 stays 1.70
            number = number.quantize(Decimal(1))
        return format(-number if negative else number, "f")

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """Leave out the checks for texts: the value is a number by now."""


class DayField(forms.CharField):
    """A day: 2026-06-30, 2026年6月30日, or 6月底 within the plan's year."""

    def __init__(self, *, year: int | None = None, is_end: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.year, self.is_end = year, is_end

    def to_python(self, value: Any) -> Any:
        written = unicodedata.normalize("NFKC", super().to_python(value) or "").strip()
        if not written:
            return None
        found = iso_day(written) if ISO.fullmatch(written) else self.words(written)
        if found is None:
            raise forms.ValidationError(
                _("“%(written)s” is no day. Write for example 2026-06-30 or 6月底.")
                % {"written": written[:24]}
            )
        return found

    def words(self, written: str) -> date | None:
        periods = find_periods(written, year=self.year)
        if not periods:
            return None
        return periods[-1].last if self.is_end else periods[0].first

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """Leave out the checks for texts: the value is a day by now."""


def iso_day(written: str) -> date | None:
    year, month, day = (int(part) for part in written.split("-"))
    try:
        return date(year, month, day)
    except ValueError:
        return None


class NamesField(forms.CharField):
    """Names in a row: 区财政局、区住建局."""

    def prepare_value(self, value: Any) -> Any:
        return "、".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        names = [name.strip() for name in SEPARATORS.split(super().to_python(value) or "")]
        kept = list(dict.fromkeys(name for name in names if name))
        if any(len(name) > LONGEST_NAME for name in kept):
            raise forms.ValidationError(_("A name is longer than 100 characters."))
        return kept

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """Leave out the checks for texts: the value is a list by now."""


class UnitField(forms.CharField):
    """A unit in force by a name, or 镇/村 where two bear it; the page offers them as one types."""

    def to_python(self, value: Any) -> Any:
        name = (super().to_python(value) or "").strip()
        return units_of([name])[0] if name else None

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """Leave out the checks for texts: the value is a unit by now."""


def units_of(names: list[str]) -> list[Unit]:
    """Return the unit that each name means; a name that may be several is refused."""
    try:
        found = units_meant(names)
    except InvalidState as error:
        raise forms.ValidationError(error.message) from error
    return unique(found[name] for name in names)


def unique(units: Iterable[Unit]) -> list[Unit]:
    return list({unit.pk: unit for unit in units}.values())


def as_kept(value: Any) -> Any:
    """Return a cleaned value as it is kept in an item's fields."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value
