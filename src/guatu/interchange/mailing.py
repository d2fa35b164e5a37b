"""One mail by SMTP: an end to every wait, and a plain word for what became of it."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from guatu.core.robots import Answer, Outcome
from guatu.interchange.posting import ended_after, words_of

LASTING = 500  # replies from here on say that trying again would be the same
TAKEN = 250
SAID_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The mail server as the operator set it; `security` is `none`, `starttls` or `tls`."""

    host: str
    port: int
    security: str = "none"
    user: str = ""
    password: str = ""
    sender: str = ""
    connect_seconds: float = 5
    total_seconds: float = 15
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail; the key makes its Message-ID, the same for every try, by which a server may know it again."""

    key: str
    to: str
    subject: str
    text: str
    written_at: datetime


def composed(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as it goes over the wire: a line break in a subject is a space."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = format_datetime(mail.written_at)
    domain = sender.rpartition("@")[2].rstrip(">") or "guatu"
    message["Message-ID"] = f"<{mail.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office replies stay away
    message.set_content(mail.text, charset="utf-8")
    return message


def send(mail: Mail, server: Server) -> Answer:
    """Hand the mail to the server and return what became of it."""
    smtp = smtplib.SMTP(timeout=server.connect_seconds, local_hostname="guatu")
    try:
        plain = socket.create_connection((server.host, server.port), server.connect_seconds)
    except (OSError, UnicodeError) as error:
        return Answer(outcome=Outcome.LATER, said=f"connection: {words_of(error)}")
    plain.settimeout(server.total_seconds)
    with ended_after(plain, server.total_seconds):
        smtp.sock = plain
        try:
            greet(smtp, server)
            return hand_over(smtp, mail, server)
        except smtplib.SMTPAuthenticationError as error:
            return refused(error.smtp_code, error.smtp_error, is_final=False)
        except smtplib.SMTPResponseException as error:
            return refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Answer(outcome=Outcome.LATER, said=words_of(error))
        finally:
            with contextlib.suppress(OSError):
                smtp.close()


def greet(smtp: smtplib.SMTP, server: Server) -> None:
    """Greet the server, with TLS and a sign-in where they are set."""
    context = ssl.create_default_context(cafile=server.ca_file or None)
    if server.security == "tls":
        smtp.sock = context.wrap_socket(smtp.sock, server_hostname=server.host)  # type: ignore[arg-type]  # set by `send`
    code, said = smtp.getreply()
    if code != 220:  # noqa: PLR2004 ready
        raise smtplib.SMTPConnectError(code, said)
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        smtp._host = server.host  # type: ignore[attr-defined]  # noqa: SLF001 what `connect` sets and STARTTLS checks
        smtp.starttls(context=context)
        smtp.ehlo()
    if server.user:
        smtp.login(server.user, server.password)


def hand_over(smtp: smtplib.SMTP, mail: Mail, server: Server) -> Answer:
    """Name sender and receiver, then hand over the mail: a break from there on is an unknown."""
    message = composed(mail, server.sender)
    envelope = server.sender.rpartition("<")[2].rstrip(">")
    for code, said in (smtp.mail(envelope), smtp.rcpt(mail.to)):
        if code not in {250, 251}:
            return refused(code, said)
    try:
        code, said = smtp.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return refused(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        return Answer(outcome=Outcome.UNKNOWN, said=words_of(error))
    if code != TAKEN:
        return refused(code, said)
    with contextlib.suppress(OSError, smtplib.SMTPException):
        smtp.quit()
    return Answer(outcome=Outcome.SENT, status=code, said=text_of(said))


def refused(code: int, said: bytes | str, *, is_final: bool = True) -> Answer:
    """Return what a server's no means: 5xx stays one, all else may change."""
    outcome = Outcome.REFUSED if is_final and code >= LASTING else Outcome.LATER
    return Answer(outcome=outcome, status=code if code > 0 else None, said=text_of(said))


def text_of(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return text[:SAID_LENGTH]
