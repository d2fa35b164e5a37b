"""Signs of symbol fonts, which stand in a private range, as the characters that they look like."""

from __future__ import annotations

import re

_PRIVATE = 0xF000
_PRIVATE_SIGN = re.compile("[\uf000-\uf0ff]")
_UNKNOWN = "□"
_WINGDINGS = {
    0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x71: "□", 0x72: "□", 0x73: "◆", 0x74: "◆",
    0x75: "◆", 0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★",
    0xB2: "◇", 0xD8: "➢", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
    0xFE: "☑", 0x46: "☞", 0x52: "☼", 0x51: "✈", 0x28: "☎", 0x29: "☎", 0x2A: "✉",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x97: "●", 0xA2: "■", 0x4F: "✗"}
_SYMBOL = {
    0xB7: "•", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠",
    0xBB: "≈", 0xA5: "∞", 0xD7: "·", 0xDE: "⇒", 0xAE: "→", 0xAC: "←", 0x25: "%", 0x2D: "−",
    0x6D: "μ", 0x61: "α", 0x62: "β", 0x44: "Δ", 0x53: "∑", 0xE5: "∑", 0xD6: "√",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_BULLETS = _WINGDINGS | {0xB7: "•"}  # where no font is known


def symbol(code: str | None, font: str | None) -> str:
    """Return a sign of ``w:sym``: its code in hexadecimal, in the font that it names."""
    try:
        number = int(code or "", 16)
        plain = number & 0xFF if number >= _PRIVATE else number
        known = _FONTS.get((font or "").lower())
        if known is not None:
            return known.get(plain, _UNKNOWN)
        return _UNKNOWN if _PRIVATE <= number < _PRIVATE + 0x100 else chr(number)
    except (ValueError, OverflowError):
        return _UNKNOWN


def bullet(text: str) -> str:
    """Return the sign of a list without numbers."""
    return unprivate(text) or "•"


def unprivate(text: str) -> str:
    """Return a text with the signs of symbol fonts as plain characters."""
    return _PRIVATE_SIGN.sub(lambda sign: _BULLETS.get(ord(sign[0]) & 0xFF, "•"), text)
