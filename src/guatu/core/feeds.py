"""A calendar as iCalendar writes it (RFC 5545): folded, escaped, with changes and cancellations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets, without the line break (RFC 5545, 3.1)
ONE_DAY = timedelta(days=1)
HOURS = 6  # how often a program that heeds it asks again


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """One event. Whole days by dates, `ends` is then the last of them; else aware times.

    `sequence` rises with every change of the same uid; `changed_at` is when it did last.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts: date | datetime
    ends: date | datetime | None
    title: str
    text: str = ""
    address: str = ""
    is_cancelled: bool = False


def calendar_file(events: Iterable[Dated], *, name: str, zone: str) -> bytes:
    """Return the calendar as a file in UTF-8.

    Parameters
    ----------
    events
        Each uid once.
    name
        What programs call the calendar.
    zone
        The name of the time zone in which it is meant; times themselves are written in UTC.

    Returns
    -------
    bytes
        Lines of at most 75 octets that end in CR LF.

    References
    ----------
    RFC 5545 (2009), Internet Calendaring and Scheduling Core Object Specification, 3.1, 3.3.11, 3.6.1;
    RFC 7986 (2016), 5.1 and 5.7.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//guatu//notices//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{zone}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{HOURS}H",
        *(line for event in events for line in lines_of(event)),
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def lines_of(event: Dated) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTAMP:{moment(event.changed_at)}"
    yield f"LAST-MODIFIED:{moment(event.changed_at)}"
    yield from times_of(event)
    yield f"SUMMARY:{escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{escaped(event.text)}"
    if event.address:
        yield f"URL:{plain(event.address)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"  # a due date makes nobody busy
    yield "END:VEVENT"


def times_of(event: Dated) -> Iterator[str]:
    """Yield start and end: a whole day's end is the day after the last, which it does not include."""
    if isinstance(event.starts, datetime):
        yield f"DTSTART:{moment(event.starts)}"
        if isinstance(event.ends, datetime) and event.ends > event.starts:
            yield f"DTEND:{moment(event.ends)}"
        return
    last = event.ends if event.ends is not None else event.starts
    last = last.date() if isinstance(last, datetime) else last
    yield f"DTSTART;VALUE=DATE:{event.starts:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{max(last, event.starts) + ONE_DAY:%Y%m%d}"


def moment(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return a text value: backslash, comma, semicolon and line break written as such (3.3.11)."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in kept if sign in {"\n", "\t"} or ord(sign) >= ord(" "))
    kept = kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return kept.replace("\n", "\\n").replace("\x7f", "")


def plain(address: str) -> str:
    """Return an address without what would end its line."""
    return "".join(sign for sign in address if sign.isprintable() and not sign.isspace())


def folded(line: str) -> bytes:
    """Return a line broken to 75 octets, never within a character; what goes on begins with a space."""
    parts: list[bytes] = []
    part = b""
    for sign in line:
        written = sign.encode()
        if len(part) + len(written) > LINE:
            parts.append(part)
            part = b" "
        part += written
    return b"\r\n".join([*parts, part]) + b"\r\n"
