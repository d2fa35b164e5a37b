"""Messages in the forms that group robots and other platforms take, and what their answers mean.

The robots of WeCom, DingTalk and Feishu take a text, signed by a secret where the group asks for
it; whether they took it stands in the body of the answer and not in its status. Nobody is named
(@) in any of them: what would name somebody is written so that it does not.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote_plus

CUT = "……"
LONGEST: Mapping[str, int] = {  # bytes of a text in UTF-8
    "wecom": 2048,  # of `content`
    "dingtalk": 16_000,  # of a body of 20,000
    "feishu": 16_000,  # of a body of 20 KB
    "json": 100_000,
}
SAID_LENGTH = 200
BUSY: Mapping[str, frozenset[int]] = {  # not taken, may be sent again
    "wecom": frozenset({-1, 45009, 45033}),
    "dingtalk": frozenset({-1, 130101}),
    "feishu": frozenset({11232, 99991400}),
}
FEISHU_MIXED = 9499  # both "too many request" and "Bad Request"
DINGTALK_BAN = 600  # seconds that a robot is shut out after more than 20 messages a minute
REDIRECTS, FAULTS, TIMEOUTS, TOO_MANY = range(300, 400), range(500, 600), {408, 504}, 429


class Form(StrEnum):
    """What takes the message."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    JSON = "json"


class Outcome(StrEnum):
    """What became of a try."""

    SENT = "sent"
    LATER = "later"  # surely not taken, worth another try
    REFUSED = "refused"  # surely not taken, and not the next time either
    UNKNOWN = "unknown"  # nobody can say whether it was taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said. `key` is the same for the same message, however often it is sent."""

    key: str
    subject: str
    text: str = ""
    address: str = ""
    keyword: str = ""  # a robot may take only messages that have it
    is_simulated: bool = False

    def written(self, most: int) -> str:
        """Return it as one text of at most so many bytes: the middle is cut, never the address."""
        parts = [self.subject, self.text, self.address]
        if self.keyword not in "\n".join(parts):
            parts[0] = f"{self.keyword}\n{parts[0]}"
        subject, text, address = (unnaming(part) for part in parts)
        around = len(f"{subject}\n\n{address}".encode())
        text = cut(text, max(most - around, 0)) if text else ""
        return cut("\n".join(part for part in (subject, text, address) if part), most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where it goes: the address with its key, and the secret that signs, if there is one."""

    form: Form
    url: str
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request, ready to be sent by POST."""

    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `wait_seconds` is how long the other side wants to be left alone."""

    outcome: Outcome
    status: int | None = None
    said: str = ""
    wait_seconds: int | None = None


def call_of(target: Target, message: Message, *, seconds: int) -> Call:
    """Return the request for a message, signed for the moment `seconds` (since 1970, UTC)."""
    if target.form is Form.JSON:
        return plain_call(target, message, seconds=seconds)
    text = message.written(LONGEST[target.form])
    url = target.url
    if target.form is Form.FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if target.secret:
            sign = feishu_sign(target.secret, seconds)
            body = {"timestamp": str(seconds), "sign": sign, **body}
    else:
        body = {"msgtype": "text", "text": {"content": text}}
        if target.form is Form.DINGTALK:
            body["at"] = {"isAtAll": False}
            if target.secret:
                url += dingtalk_query(target, seconds * 1000)
    return Call(url=url, headers=json_headers(), body=as_json(body))


def plain_call(target: Target, message: Message, *, seconds: int) -> Call:
    """Return the plain form: the body signed with its time, the key for the receiver to know it by."""
    body = as_json(
        {
            "version": 1,
            "id": message.key,
            "subject": message.subject,
            "text": cut(message.text, LONGEST["json"]),
            "address": message.address,
            "simulated": message.is_simulated,
        }
    )
    headers = [*json_headers(), ("Idempotency-Key", message.key), ("X-Guatu-Time", str(seconds))]
    if target.secret:
        signed = f"{seconds}.".encode() + body
        sign = hmac.new(target.secret.encode(), signed, hashlib.sha256).hexdigest()
        headers.append(("X-Guatu-Signature", f"sha256={sign}"))
    return Call(url=target.url, headers=tuple(headers), body=body)


def json_headers() -> tuple[tuple[str, str], ...]:
    return (("Content-Type", "application/json; charset=utf-8"),)


def as_json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def cut(text: str, most: int) -> str:
    """Return a text of at most so many bytes of UTF-8, ended by dots where something is left out."""
    if len(text.encode()) <= most:
        return text
    room = most - len(CUT.encode())
    return text.encode()[:room].decode(errors="ignore") + CUT if room >= 0 else ""


def unnaming(text: str) -> str:
    """Return a text in which nothing names a member of the group (`<@…>`, `<at …>`)."""
    return text.replace("<", "＜").replace("@", "＠")


def dingtalk_query(target: Target, milliseconds: int) -> str:
    """Return what DingTalk wants at the end of the address: the time, and its signature."""
    signed = f"{milliseconds}\n{target.secret}".encode()
    digest = hmac.new(target.secret.encode(), signed, hashlib.sha256).digest()
    sign = quote_plus(base64.b64encode(digest).decode())
    mark = "&" if "?" in target.url else "?"
    return f"{mark}timestamp={milliseconds}&sign={sign}"


def feishu_sign(secret: str, seconds: int) -> str:
    """Return Feishu's signature: here the time and the secret are the key, of an empty text."""
    digest = hmac.new(f"{seconds}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def answer_of(form: Form, status: int, body: bytes, *, retry_after: str = "") -> Answer:
    """Return what an answer means."""
    said = body[: SAID_LENGTH * 4].decode("utf-8", "replace")[:SAID_LENGTH]
    if status == TOO_MANY:
        wait = int(retry_after) if retry_after.isascii() and retry_after.isdigit() else None
        return Answer(outcome=Outcome.LATER, status=status, said=said, wait_seconds=wait)
    if status in TIMEOUTS:
        return Answer(outcome=Outcome.UNKNOWN, status=status, said=said)
    if status in FAULTS:
        return Answer(outcome=Outcome.LATER, status=status, said=said)
    if not 200 <= status < 300:  # noqa: PLR2004
        return Answer(outcome=Outcome.REFUSED, status=status, said=said)
    if form is Form.JSON:
        return Answer(outcome=Outcome.SENT, status=status, said=said)
    return robot_answer(form, status, body, said)


def robot_answer(form: Form, status: int, body: bytes, said: str) -> Answer:
    """Return what a robot says in the body: 0 is taken, some codes mean later, others never."""
    code, words = code_of(form, body)
    if code is None:  # a page of some gateway: it may have been taken or not
        return Answer(outcome=Outcome.UNKNOWN, status=status, said=said)
    if code == 0:
        return Answer(outcome=Outcome.SENT, status=status, said=said)
    is_busy = code in BUSY[form] or (code == FEISHU_MIXED and "too many" in words.lower())
    is_banned = is_busy and form is Form.DINGTALK and code > 0
    return Answer(
        outcome=Outcome.LATER if is_busy else Outcome.REFUSED,
        status=status,
        said=said,
        wait_seconds=DINGTALK_BAN if is_banned else None,
    )


def code_of(form: Form, body: bytes) -> tuple[int | None, str]:
    """Return the code and the words in the body of a robot's answer; None where there is no code."""
    try:
        said = json.loads(body)
    except ValueError:
        return None, ""
    if not isinstance(said, dict):
        return None, ""
    names = ("code", "StatusCode") if form is Form.FEISHU else ("errcode",)
    codes = [said[name] for name in names if name in said]
    if not codes or not all(type(code) is int for code in codes):
        return None, ""
    words = said.get("msg") or said.get("errmsg") or ""
    return next((code for code in codes if code), 0), str(words)
