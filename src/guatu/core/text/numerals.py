"""Numbers as Chinese documents write them: 1.3万, 二十三, 二〇二四, 3千."""

import re
from decimal import Decimal

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_WRITTEN = "零一二三四五六七八九"
_ARABIC = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([万亿千百十]{0,2})")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
MAX_LENGTH = 40  # longer runs are no numbers
MAX_DIGITS = 20  # longer runs are codes; shorter ones stay exact in 28 decimal places

MULTIPLIERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def parse_numeral(written: str) -> Decimal | None:
    """Read one number in Arabic, Chinese or mixed writing.

    Parameters
    ----------
    written : str
        The number alone, half width: ``"1.3万"``, ``"1,500"``, ``"二百三十"``, ``"二〇二四"``.

    Returns
    -------
    Decimal or None
        The exact value, or None where the text is no number.
    """
    if not written or len(written) > MAX_LENGTH:
        return None
    arabic = _ARABIC.fullmatch(written)
    return _arabic(arabic) if arabic else _spelled(written)


def _arabic(match: re.Match[str]) -> Decimal | None:
    if len(match[1]) > MAX_DIGITS:
        return None
    return Decimal(match[1].replace(",", "")) * multiplier(match[2])


def _spelled(written: str) -> Decimal | None:
    whole, point, fraction = written.partition("点")
    value = _chinese(whole) if _CHINESE.fullmatch(whole) else None
    if not point or value is None:
        return value
    if not fraction or any(c not in DIGITS for c in fraction):
        return None
    return value + Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))


def multiplier(written: str) -> int:
    """Product of the multipliers behind a number: ``"千万"`` is ten million, ``""`` is one."""
    product = 1
    for character in written:
        product *= MULTIPLIERS[character]
    return product


def format_numeral(value: int) -> str:
    """Write a whole number in Chinese numerals.

    Parameters
    ----------
    value : int
        From 0 to 10**16 - 1.

    Returns
    -------
    str
        The usual writing: 10 is 十, 110 is 一百一十, 20000 is 二万.
    """
    if value == 0:
        return "零"
    if value >= 10**8:
        return _joined(value, unit=10**8, word="亿")
    if value >= 10**4:
        return _joined(value, unit=10**4, word="万")
    return _thousands(value)


def _joined(value: int, *, unit: int, word: str) -> str:
    head, rest = divmod(value, unit)
    written = format_numeral(head) + word
    if not rest:
        return written
    gap = "零" if rest < unit // 10 else ""
    tail = format_numeral(rest)
    # 十 opens a number alone, but behind a higher place it is written 一十.
    return written + gap + ("一" + tail if tail.startswith("十") else tail)


def _thousands(value: int) -> str:
    written, skipped = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // place % 10
        if digit:
            written += ("零" if skipped and written else "") + _WRITTEN[digit] + word
            skipped = False
        else:
            skipped = True
    return written.removeprefix("一") if written.startswith("一十") else written


def _chinese(written: str) -> Decimal | None:
    if all(c in DIGITS for c in written):
        return Decimal("".join(str(DIGITS[c]) for c in written))
    high, middle, section, digit = 0, 0, 0, None  # above 亿, above 万, below 万, the open digit
    for character in written:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
            continue
        if character in _SMALL:
            section += (1 if digit is None else digit) * _SMALL[character]
        elif character == "万":
            middle += (section + (digit or 0) or 1) * 10**4
            section = 0
        else:
            high = (high + middle + section + (digit or 0) or 1) * 10**8
            middle = section = 0
        digit = None
    return Decimal(high + middle + section + (digit or 0))
