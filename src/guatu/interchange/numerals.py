"""Numbers as Word's numbering writes them: 一, 壹, 甲, iv, c, ①."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_ZERO_LATER = "零"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_UNITS = ("", "十", "百", "千")
_LEGAL_UNITS = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_CIRCLED_HAN = "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"
_IN_BRACKETS = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_HAN_IN_BRACKETS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_WITH_STOP = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LETTERS = 26
_TEN, _TWENTY, _TEN_THOUSAND = 10, 20, 10_000


def numeral(value: int, form: str) -> str:
    """Write a number in one of Word's formats.

    Parameters
    ----------
    value : int
        The number, 0 or more.
    form : str
        The format as the file names it (``w:numFmt``); one that is not known is written in digits.

    Returns
    -------
    str
        The number; nothing for ``none``.
    """
    if form == "none":
        return ""
    write = _FORMS.get(form)
    return write(value) if write else str(value)


def counted(value: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """Write a number as it is counted: 十二, 二十, 一百零三; above 9,999 digit by digit."""
    if value <= 0 or value >= _TEN_THOUSAND:
        return "".join(digits[int(one)] for one in str(max(0, value)))
    places = [int(one) for one in str(value)]
    written, pending_zero = "", False
    for place, digit in zip(range(len(places) - 1, -1, -1), places, strict=True):
        if digit == 0:
            pending_zero = bool(written)
            continue
        written += (_ZERO_LATER if pending_zero else "") + digits[digit] + units[place]
        pending_zero = False
    is_a_ten = _TEN <= value < _TWENTY and digits is _DIGITS
    return written[1:] if is_a_ten else written


def roman(value: int) -> str:
    """Write a number in small Roman letters."""
    written = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        written += letters * count
    return written


def lettered(value: int) -> str:
    """Write a number as Word letters it: a … z, aa, bb … zz, aaa."""
    if value < 1:
        return ""
    times, which = divmod(value - 1, _LETTERS)
    return chr(ord("a") + which) * (times + 1)


def ordinal(value: int) -> str:
    """Write 1st, 2nd, 3rd, 4th."""
    teens = range(11, 14)
    ending = "th" if value % 100 in teens else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def digit_by_digit(value: int) -> str:
    """Write 二〇二六 for 2026."""
    return "".join(_DIGITS[int(one)] for one in str(value))


def _one_of(signs: str) -> Callable[[int], str]:
    """Return a format that has a sign for each number, and digits beyond."""
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _in_turn(signs: str) -> Callable[[int], str]:
    """Return a format that begins again when its signs are used up."""
    return lambda value: signs[(value - 1) % len(signs)] if value > 0 else ""


def _cycle(value: int) -> str:
    """Write 甲子, 乙丑, … as the sixty years are named."""
    return _in_turn(_STEMS)(value) + _in_turn(_BRANCHES)(value)


def _legal(digits: str) -> Callable[[int], str]:
    return lambda value: counted(value, digits, _LEGAL_UNITS)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "upperRoman": lambda value: roman(value).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda value: lettered(value).upper(),
    "lowerLetter": lettered,
    "ordinal": ordinal,
    "numberInDash": lambda value: f"- {value} -",
    "hex": lambda value: f"{value:X}",
    "decimalFullWidth": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda value: str(value).translate(_FULL_WIDTH),
    "decimalEnclosedCircle": _one_of(_CIRCLED),
    "decimalEnclosedCircleChinese": _one_of(_CIRCLED),
    "decimalEnclosedParen": _one_of(_IN_BRACKETS),
    "decimalEnclosedFullstop": _one_of(_WITH_STOP),
    "ideographEnclosedCircle": _one_of(_CIRCLED_HAN),
    "ideographParenthesized": _one_of(_HAN_IN_BRACKETS),
    # What Word calls Japanese counting is what a Chinese Word writes for 一、二、三.
    "japaneseCounting": counted,
    "chineseCounting": counted,
    "chineseCountingThousand": counted,
    "taiwaneseCounting": counted,
    "taiwaneseCountingThousand": counted,
    "ideographDigital": digit_by_digit,
    "japaneseDigitalTenThousand": digit_by_digit,
    "taiwaneseDigital": digit_by_digit,
    "koreanDigital2": digit_by_digit,
    "chineseLegalSimplified": _legal(_LEGAL),
    "ideographLegalTraditional": _legal(_LEGAL_TRADITIONAL),
    "japaneseLegal": _legal(_LEGAL_TRADITIONAL),
    "ideographTraditional": _in_turn(_STEMS),
    "ideographZodiac": _in_turn(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
}
