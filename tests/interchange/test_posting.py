"""Posting to a server that hangs, drips, redirects, breaks off or talks nonsense."""

from __future__ import annotations

import ipaddress
import ssl

import pytest
from sinks import Answers, breaking, dripping, hanging, http, listening, silent

from guatu.core.robots import Call, Form, Outcome
from guatu.interchange.posting import Limits, may_reach, post, refusal_of

OK = '{"errcode":0,"errmsg":"ok"}'


def posted(answers: Answers, *, form: Form = Form.WECOM) -> tuple[Outcome, int, str]:
    with listening(answers) as sink:
        limits = Limits(
            hosts=[f"http://127.0.0.1:{sink.port}"], connect_seconds=0.3, total_seconds=0.3
        )
        call = Call(url=sink.url, headers=(("Content-Type", "application/json"),), body=b"{}")
        answer = post(call, form, limits)
    return answer.outcome, len(sink.seen), answer.said


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        pytest.param(http(), Outcome.SENT, id="taken"),
        pytest.param(
            http(body='{"errcode":93000,"errmsg":"invalid"}'), Outcome.REFUSED, id="refused"
        ),
        pytest.param(http(body='{"errcode":45009,"errmsg":"freq"}'), Outcome.LATER, id="busy"),
        pytest.param(http("500 Oops", "x"), Outcome.LATER, id="fault"),
        pytest.param(http("429 Slow", "", "Retry-After: 120"), Outcome.LATER, id="too-many"),
        pytest.param(http("504 Gateway", ""), Outcome.UNKNOWN, id="gateway"),
        pytest.param(http("404 No", ""), Outcome.REFUSED, id="gone"),
        pytest.param(http(body="<html>login</html>"), Outcome.UNKNOWN, id="garbage"),
        pytest.param(http(body="[1]"), Outcome.UNKNOWN, id="no-object"),
        pytest.param(http("nonsense"), Outcome.UNKNOWN, id="no-status"),
        pytest.param(hanging, Outcome.UNKNOWN, id="hangs"),
        pytest.param(dripping, Outcome.UNKNOWN, id="drips"),
        pytest.param(breaking, Outcome.UNKNOWN, id="breaks-off"),
    ],
)
def test_what_an_answer_means(answers: Answers, outcome: Outcome) -> None:
    assert posted(answers)[:2] == (outcome, 1)


def test_a_redirect_is_not_followed() -> None:
    with listening(http()) as other:
        away = http("302 Found", "", f"Location: {other.url}")
        outcome, seen, _said = posted(away)

        assert (outcome, seen, other.connections) == (Outcome.REFUSED, 1, 0)


def test_the_request_is_what_was_asked_for() -> None:
    with listening(http()) as sink:
        limits = Limits(hosts=[sink.host])
        call = Call(url=sink.url, headers=(("X-One", "1"),), body="中".encode())
        post(call, Form.WECOM, limits)
    (request,) = sink.seen

    assert request.startswith(b"POST /robot/send?key=abc HTTP/1.1\r\n")
    assert request.endswith(b"\r\n\r\n\xe4\xb8\xad")
    assert b"X-One: 1" in request


def test_nobody_listens() -> None:
    with listening(http()) as sink:
        pass
    answer = post(Call(url=sink.url, headers=(), body=b""), Form.WECOM, Limits(hosts=[sink.host]))

    assert answer.outcome is Outcome.LATER


def test_a_server_that_speaks_no_tls() -> None:
    with listening(silent) as sink:
        url = sink.url.replace("http://", "https://")
        limits = Limits(hosts=[f"127.0.0.1:{sink.port}"], total_seconds=0.3)
        answer = post(Call(url=url, headers=(), body=b""), Form.WECOM, limits)

        assert (answer.outcome, answer.said[:3]) == (Outcome.LATER, "TLS")
    with listening(http("400 Bad", "")) as sink:
        url = sink.url.replace("http://", "https://")
        limits = Limits(hosts=[f"127.0.0.1:{sink.port}"])
        assert post(Call(url=url, headers=(), body=b""), Form.WECOM, limits).said.startswith("TLS")


def test_a_file_of_authorities_that_is_none_is_no_crash() -> None:
    with listening(silent) as sink:
        url = sink.url.replace("http://", "https://")
        limits = Limits(hosts=[f"127.0.0.1:{sink.port}"], ca_file="/nowhere/ca.pem")
        answer = post(Call(url=url, headers=(), body=b""), Form.WECOM, limits)

    assert answer.outcome is Outcome.LATER
    assert ssl.OPENSSL_VERSION


@pytest.mark.parametrize(
    ("url", "hosts", "why"),
    [
        ("https://robots.example/send?key=1", ["robots.example"], ""),
        ("https://ROBOTS.example:443/send", ["robots.example"], ""),
        ("https://robots.example:8443/send", ["robots.example"], "host"),
        ("https://robots.example:8443/send", ["robots.example:8443"], ""),
        ("https://evil.example/", ["robots.example"], "host"),
        ("https://robots.example.evil.example/", ["robots.example"], "host"),
        ("http://robots.example/send", ["robots.example"], "scheme"),
        ("http://platform.test:8080/in", ["http://platform.test:8080"], ""),
        ("https://platform.test:8080/in", ["http://platform.test:8080"], "host"),
        (f"https://{'user'}@robots.example/", ["robots.example"], "form"),
        ("ftp://robots.example/", ["robots.example"], "form"),
        ("https://robots.example/a b", ["robots.example"], "form"),
        ("https://robots.example/\r\nX: y", ["robots.example"], "form"),
        ("https://robots.example:99999/", ["robots.example"], "form"),
        ("https://[::1", ["robots.example"], "form"),
        ("file:///etc/hostname", [], "form"),
        ("https://robots.example/", [], "host"),
    ],
)
def test_which_addresses_the_operator_allowed(url: str, hosts: list[str], why: str) -> None:
    assert refusal_of(url, hosts) == why


@pytest.mark.parametrize(
    ("address", "hosts", "may"),
    [
        ("10.1.2.3", ["platform.example"], True),
        ("203.0.113.5", ["platform.example"], True),
        ("127.0.0.1", ["platform.example"], False),
        ("::1", ["platform.example"], False),
        ("::ffff:127.0.0.1", ["platform.example"], False),
        ("127.0.0.1", ["localhost"], True),
        ("127.0.0.1", ["http://127.0.0.1:8080"], True),
        ("169.254.169.254", ["platform.example"], False),
        ("169.254.169.254", ["169.254.169.254"], True),
        ("100.100.100.200", ["platform.example"], False),
        ("fe80::1", ["platform.example"], False),
        ("224.0.0.1", ["platform.example"], False),
        ("0.0.0.0", ["platform.example"], False),  # noqa: S104 nobody binds
    ],
)
def test_where_a_name_may_lead(address: str, hosts: list[str], *, may: bool) -> None:
    assert may_reach(ipaddress.ip_address(address), hosts) is may
