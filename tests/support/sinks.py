"""A mail server and a web server on this machine that behave as badly as they are told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

Answers = Callable[[socket.socket, "Sink"], None]
WAIT = 5.0  # no test waits that long: the other side gives up before


@dataclass
class Sink:
    """What listens; `seen` are the requests or mails that arrived whole, `connections` all comers."""

    port: int = 0
    seen: list[bytes] = field(default_factory=list)
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/robot/send?key=abc"

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextlib.contextmanager
def listening(answers: Answers) -> Iterator[Sink]:
    """Listen on a port of this machine and answer each comer by `answers`, until the test is done."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as server:
        sink.port = server.getsockname()[1]
        server.settimeout(0.05)
        threads: list[threading.Thread] = []

        def serve() -> None:
            while not sink.over.is_set():
                try:
                    comer, _from = server.accept()
                except TimeoutError:
                    continue
                sink.connections += 1
                one = threading.Thread(target=answer, args=(comer,), daemon=True)
                threads.append(one)
                one.start()

        def answer(comer: socket.socket) -> None:
            with comer, contextlib.suppress(OSError):
                comer.settimeout(WAIT)
                answers(comer, sink)

        keeper = threading.Thread(target=serve, daemon=True)
        keeper.start()
        try:
            yield sink
        finally:
            sink.over.set()
            keeper.join()
            for one in threads:
                one.join(WAIT)


def read_request(comer: socket.socket) -> bytes:
    """Read one HTTP request as a whole."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += comer.recv(4096) or b"\r\n\r\n"
    head, _blank, body = got.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        more = comer.recv(4096)
        if not more:
            break
        body += more
    return head + b"\r\n\r\n" + body


def http(status: str = "200 OK", body: str = '{"errcode":0,"errmsg":"ok"}', *heads: str) -> Answers:
    """Answer every request in this way."""

    def answers(comer: socket.socket, sink: Sink) -> None:
        sink.seen.append(read_request(comer))
        payload = body.encode()
        lines = [
            f"HTTP/1.1 {status}",
            f"Content-Length: {len(payload)}",
            "Connection: close",
            *heads,
        ]
        comer.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + payload)

    return answers


def http_in_turn(*turns: Answers) -> Answers:
    """Answer the first request by the first way, and so on; the last one goes on for ever."""

    def answers(comer: socket.socket, sink: Sink) -> None:
        turns[min(sink.connections, len(turns)) - 1](comer, sink)

    return answers


def hanging(comer: socket.socket, sink: Sink) -> None:
    """Take the request and never answer."""
    sink.seen.append(read_request(comer))
    sink.over.wait(WAIT)


def dripping(comer: socket.socket, sink: Sink) -> None:
    """Answer a byte now and then, without an end."""
    sink.seen.append(read_request(comer))
    comer.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not sink.over.wait(0.05):
        comer.sendall(b"z")


def breaking(comer: socket.socket, sink: Sink) -> None:
    """Take the request and hang up."""
    sink.seen.append(read_request(comer))


def silent(_comer: socket.socket, sink: Sink) -> None:
    """Take the connection and say nothing at all."""
    sink.over.wait(WAIT)


@dataclass(frozen=True, kw_only=True)
class Manners:
    """How the mail server answers; `hangs_at` is the word after which it falls silent."""

    rcpt: str = "250 ok"
    data_end: str = "250 queued as 42"
    auth: str = "235 welcome"
    hangs_at: str = ""
    extensions: tuple[str, ...] = ("AUTH PLAIN LOGIN",)


def smtp(manners: Manners | None = None) -> Answers:
    """Speak SMTP with these manners."""
    way = manners or Manners()

    def answers(comer: socket.socket, sink: Sink) -> None:
        with comer.makefile("rb") as lines:
            speak(comer, lines, sink, way)

    return answers


def speak(comer: socket.socket, lines: BinaryIO, sink: Sink, way: Manners) -> None:
    if way.hangs_at == "CONNECT":
        sink.over.wait(WAIT)
        return
    comer.sendall(b"220 sink\r\n")
    while line := lines.readline():
        verb = line.split()[0].upper().decode("latin-1") if line.split() else ""
        if verb == way.hangs_at:
            sink.over.wait(WAIT)
            return
        if verb == "DATA":
            comer.sendall(b"354 go on\r\n")
            mail = b"".join(iter(lines.readline, b".\r\n"))
            if way.hangs_at == "END" or way.data_end.startswith("250"):
                sink.seen.append(mail)
            if way.hangs_at == "END":
                sink.over.wait(WAIT)
                return
        comer.sendall(reply_to(verb, way))
        if verb == "QUIT":
            return


def reply_to(verb: str, way: Manners) -> bytes:
    if verb == "EHLO":
        said = ["250-sink", *(f"250-{one}" for one in way.extensions), "250 8BITMIME"]
        return ("\r\n".join(said) + "\r\n").encode()
    said_to = {"RCPT": way.rcpt, "AUTH": way.auth, "QUIT": "221 bye", "DATA": way.data_end}
    return f"{said_to.get(verb, '250 ok')}\r\n".encode()
