"""Mail by SMTP: handed over once, and what a server's silence or no means at each step."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from sinks import Manners, listening, smtp

from guatu.core.robots import Outcome
from guatu.interchange.mailing import Mail, Server, composed, send

MAIL = Mail(
    key="d-42",
    to="lhy@county.example",
    subject="填报提醒\r\nBcc: evil@evil.example",
    text="请您于6月19日前报送。\n\n.开头的行",
    written_at=datetime(2026, 6, 19, 7, 0, tzinfo=UTC),
)


def sent(manners: Manners | None = None, **fields: object) -> tuple[Outcome, list[bytes]]:
    """Hand a mail to a server of those manners: only one that hangs is given little time."""
    seconds = 2 if manners and manners.hangs_at else 30
    with listening(smtp(manners)) as sink:
        server = Server(
            host="127.0.0.1", port=sink.port, sender="guatu <guatu@county.example>",
            connect_seconds=seconds, total_seconds=seconds, **fields,  # type: ignore[arg-type]
        )  # fmt: skip
        answer = send(MAIL, server)
    return answer.outcome, sink.seen


def test_it_arrives_once_as_written() -> None:
    outcome, (mail,) = sent()
    read = message_from_bytes(mail, policy=default)

    assert outcome is Outcome.SENT
    assert read["To"] == "lhy@county.example"
    assert read["Subject"] == "填报提醒 Bcc: evil@evil.example"
    assert read["Bcc"] is None
    assert read["Message-ID"] == "<d-42@county.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content().replace("\r\n", "\n").rstrip("\n").endswith("开头的行")


@pytest.mark.parametrize(
    ("manners", "outcome"),
    [
        pytest.param(Manners(hangs_at="CONNECT"), Outcome.LATER, id="silent-from-the-start"),
        pytest.param(Manners(hangs_at="MAIL"), Outcome.LATER, id="hangs-at-sender"),
        pytest.param(Manners(hangs_at="RCPT"), Outcome.LATER, id="hangs-at-receiver"),
        pytest.param(Manners(hangs_at="END"), Outcome.UNKNOWN, id="hangs-at-the-end"),
        pytest.param(Manners(rcpt="550 no such user"), Outcome.REFUSED, id="no-such-receiver"),
        pytest.param(Manners(rcpt="451 greylisted"), Outcome.LATER, id="greylisted"),
        pytest.param(Manners(data_end="554 spam"), Outcome.REFUSED, id="refused"),
        pytest.param(Manners(data_end="452 full"), Outcome.LATER, id="full"),
    ],
)
def test_what_a_no_or_a_silence_means(manners: Manners, outcome: Outcome) -> None:
    found, seen = sent(manners)

    assert found is outcome
    assert len(seen) == (manners.hangs_at == "END")


def test_a_wrong_password_may_be_set_right() -> None:
    outcome, seen = sent(Manners(auth="535 wrong"), user="u", password="p")  # noqa: S106 a test's

    assert (outcome, seen) == (Outcome.LATER, [])


def test_a_server_without_tls_gets_nothing_where_tls_is_set() -> None:
    assert sent(security="starttls") == (Outcome.LATER, [])
    assert sent(security="tls") == (Outcome.LATER, [])


def test_nobody_listens() -> None:
    with listening(smtp()) as sink:
        pass

    assert send(MAIL, Server(host="127.0.0.1", port=sink.port)).outcome is Outcome.LATER


def test_two_tries_of_one_message_are_the_same_message() -> None:
    first, second = (composed(MAIL, "a@county.example")["Message-ID"] for _n in range(2))

    assert first == second
