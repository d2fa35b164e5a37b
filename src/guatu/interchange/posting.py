"""One POST to an address that the operator allowed: no redirect, no proxy, an end to every wait.

The name is resolved once, what it resolves to is looked at, and the connection goes to just that.
A timer of its own shuts the connection at the end of the time, for a server that sends a byte now
and then would never let a socket's own limit run out.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from guatu.core.robots import Answer, Call, Form, Outcome, answer_of

READ_MOST = 64 * 1024
# Addresses of cloud machines' own data, which lie in ranges that look like an intranet's.
METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "100.100.100.200", "fd00:ec2::254"))
)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be called and for how long: `hosts` as the operator wrote them.

    An entry is `host`, `host:port` (both by HTTPS), or `http://platform.example:8080` for a platform of the
    intranet without TLS.
    """

    hosts: Collection[str]
    connect_seconds: float = 5
    total_seconds: float = 15
    ca_file: str = ""


class NotCalled(Exception):  # noqa: N818 named by what happened
    """Nothing was sent; `is_final` where trying again would be the same."""

    def __init__(self, why: str, *, is_final: bool) -> None:
        super().__init__(why)
        self.why = why
        self.is_final = is_final


def refusal_of(url: str, hosts: Collection[str]) -> str:
    """Return why an address may not be called: `scheme`, `host` or `form`; "" if it may."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "form"
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username is not None:
        return "form"
    if not url.isascii() or any(sign.isspace() or not sign.isprintable() for sign in url):
        return "form"
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    with_port = f"{name}:{port}" if port else name
    allowed = {host.lower() for host in hosts}
    if parts.scheme == "http":
        return "" if {f"http://{with_port}", f"http://{name}"} & allowed else "scheme"
    return "" if {with_port, *([name] if port in {None, 443} else [])} & allowed else "host"


def post(call: Call, form: Form, limits: Limits) -> Answer:
    """Send it, and return what became of it: a wait that ended is an unknown, not a failure."""
    if why := refusal_of(call.url, limits.hosts):
        return Answer(outcome=Outcome.REFUSED, said=f"address: {why}")
    parts = urlsplit(call.url)
    try:
        plain = connected(parts, limits)
    except NotCalled as error:
        outcome = Outcome.REFUSED if error.is_final else Outcome.LATER
        return Answer(outcome=outcome, said=error.why)
    with ended_after(plain, limits.total_seconds):
        try:
            connection = secured(plain, parts, limits)
        except (OSError, ssl.SSLError) as error:
            plain.close()
            return Answer(outcome=Outcome.LATER, said=f"TLS: {words_of(error)}")
        try:
            return exchanged(connection, call, form)
        except (OSError, http.client.HTTPException) as error:
            return Answer(outcome=Outcome.UNKNOWN, said=words_of(error))
        finally:
            connection.close()


def connected(parts: SplitResult, limits: Limits) -> socket.socket:
    """Return a connection to the first of the host's addresses that answers.

    Raises
    ------
    NotCalled
        If the name is not known, leads where nobody meant it to, or nobody answers.
    """
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotCalled(f"name: {words_of(error)}", is_final=False) from error
    said = "no address"
    for family, kind, protocol, _name, where in found:
        if not may_reach(ipaddress.ip_address(str(where[0]).partition("%")[0]), limits.hosts):
            raise NotCalled(
                "the name leads to a machine's own or a link-local address", is_final=True
            )
        one = socket.socket(family, kind, protocol)
        one.settimeout(limits.connect_seconds)
        try:
            one.connect(where)
        except OSError as error:
            one.close()
            said = words_of(error)
        else:
            return one
    raise NotCalled(f"connection: {said}", is_final=False)


def may_reach(address: Address, hosts: Collection[str]) -> bool:
    """Say whether a resolved address may be called.

    An intranet's addresses may; a machine's own, link-local ones and those of clouds' metadata
    only where the operator wrote that very address, or `localhost` for the machine's own.
    """
    mapped = getattr(address, "ipv4_mapped", None)
    meant = mapped or address
    written = {part for host in hosts for part in (bare(host),)}
    if str(meant) in written:
        return True
    if meant.is_loopback:
        return "localhost" in written
    return not (
        meant in METADATA or meant.is_link_local or meant.is_multicast or meant.is_unspecified
    )


def bare(host: str) -> str:
    """Return the name of an entry of the operator's list, without scheme and port."""
    try:
        return urlsplit(host if "://" in host else f"//{host}").hostname or ""
    except ValueError:
        return ""


@contextlib.contextmanager
def ended_after(connection: socket.socket, seconds: float) -> Iterator[None]:
    """Shut the connection after so many seconds, whatever is being waited for on it."""
    same = connection.dup()  # wrapping it in TLS takes the first one's handle away

    def end() -> None:
        with contextlib.suppress(OSError):
            same.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        same.close()


def secured(plain: socket.socket, parts: SplitResult, limits: Limits) -> socket.socket:
    plain.settimeout(limits.total_seconds)
    if parts.scheme == "http":
        return plain
    context = ssl.create_default_context(cafile=limits.ca_file or None)
    return context.wrap_socket(plain, server_hostname=parts.hostname)


def exchanged(connection: socket.socket, call: Call, form: Form) -> Answer:
    """Send the request on an open connection and read what comes back, as much as is needed."""
    parts = urlsplit(call.url)
    asked = http.client.HTTPConnection(parts.hostname or "", parts.port)
    asked.sock = connection
    path = parts.path or "/"
    headers = {**dict(call.headers), "User-Agent": "guatu", "Connection": "close"}
    asked.request("POST", f"{path}?{parts.query}" if parts.query else path, call.body, headers)
    with contextlib.closing(asked), asked.getresponse() as response:
        body = response.read(READ_MOST)
        after = response.headers.get("Retry-After", "")
        return answer_of(form, response.status, body, retry_after=after)


def words_of(error: BaseException) -> str:
    """Return what went wrong, in a few words that name no key."""
    if isinstance(error, TimeoutError):
        return "timed out"
    said = getattr(error, "strerror", None) or getattr(error, "reason", None)
    return f"{type(error).__name__}: {said}"[:120] if said else type(error).__name__
