"""The forms of WeCom, DingTalk, Feishu and the plain one, byte by byte; what their answers mean."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guatu.core.robots import (
    LONGEST,
    Call,
    Form,
    Message,
    Outcome,
    Target,
    answer_of,
    call_of,
    code_of,
    cut,
)

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "notices"
SECONDS = 1_781_852_400
MESSAGE = Message(
    key="d-42",
    subject="【填报提醒】登高行动 第24周",
    text="截至 2026-06-19 15:00，以下 2 个单位尚未报送：\n1. 区财政局：3 项\n2. 柳河镇",
    address="http://guatu.example/dispatch/rounds/7/",
)
TARGETS = {
    "wecom": Target(form=Form.WECOM, url="https://robot.example/cgi-bin/webhook/send?key=k-1"),
    "dingtalk": Target(form=Form.DINGTALK, url="https://robot.example/robot/send?access_token=t-1"),
    "dingtalk-signed": Target(
        form=Form.DINGTALK,
        url="https://robot.example/robot/send?access_token=t-1",
        secret="SEC-of-a-test",  # noqa: S106
    ),
    "feishu": Target(form=Form.FEISHU, url="https://robot.example/open-apis/bot/v2/hook/h-1"),
    "feishu-signed": Target(
        form=Form.FEISHU,
        url="https://robot.example/open-apis/bot/v2/hook/h-1",
        secret="secret-of-a-test",  # noqa: S106
    ),
    "json-signed": Target(
        form=Form.JSON,
        url="https://platform.example/in",
        secret="shared-secret",  # noqa: S106
    ),
}


def shown(call: Call) -> str:
    heads = "\n".join(f"{name}: {value}" for name, value in call.headers)
    return f"POST {call.url}\n{heads}\n\n{call.body.decode()}\n"


@pytest.mark.parametrize("name", TARGETS)
def test_the_request_is_as_kept(name: str, *, update_golden: bool) -> None:
    request = shown(call_of(TARGETS[name], MESSAGE, seconds=SECONDS))
    path = GOLDEN / f"{name}.txt"
    if update_golden:
        path.parent.mkdir(exist_ok=True)
        path.write_text(request, encoding="utf-8")

    assert request == path.read_text(encoding="utf-8")


def test_the_plain_form_is_signed_over_its_time_and_body() -> None:
    call = call_of(TARGETS["json-signed"], MESSAGE, seconds=SECONDS)
    heads = dict(call.headers)
    signed = f"{SECONDS}.".encode() + call.body
    sign = hmac.new(b"shared-secret", signed, hashlib.sha256).hexdigest()

    assert heads["X-Guatu-Signature"] == f"sha256={sign}"
    assert heads["Idempotency-Key"] == json.loads(call.body)["id"] == "d-42"


@pytest.mark.parametrize("form", [Form.WECOM, Form.DINGTALK, Form.FEISHU])
def test_a_text_names_nobody_and_fits(form: Form) -> None:
    naming = Message(key="1", subject='<at user_id="all">所有人</at> <@all>', text="很长" * 9_000)
    body = call_of(Target(form=form, url="https://robot.example/"), naming, seconds=1).body
    said = json.loads(body)
    text = said["content"]["text"] if form is Form.FEISHU else said["text"]["content"]

    assert "<" not in text
    assert "@" not in text
    assert len(body) < 20_000
    assert "mentioned" not in body.decode()
    assert text.endswith("……")


def test_a_text_of_wecom_stays_within_its_bytes() -> None:
    long = Message(key="1", subject="<" * 100, text="字" * 3000, address="http://guatu.example/1/")
    body = call_of(TARGETS["wecom"], long, seconds=1).body
    text = json.loads(body)["text"]["content"]

    assert LONGEST["wecom"] - 3 <= len(text.encode()) <= LONGEST["wecom"]
    assert text.endswith("……\nhttp://guatu.example/1/")


def test_the_word_a_robot_wants_is_put_before_where_it_is_missing() -> None:
    wanted = Message(key="1", subject="提醒", keyword="督查")
    there = Message(key="1", subject="督查提醒", keyword="督查")

    assert wanted.written(2048) == "督查\n提醒"
    assert there.written(2048) == "督查提醒"


@given(st.text(max_size=200), st.integers(0, 300))
def test_cutting_keeps_to_the_bytes(text: str, most: int) -> None:
    assert len(cut(text, most).encode()) <= most
    assert cut(text, most) in {text, ""} or cut(text, most).endswith("……")


@pytest.mark.parametrize(
    ("form", "body", "outcome", "wait"),
    [
        (Form.WECOM, '{"errcode":0,"errmsg":"ok"}', Outcome.SENT, None),
        (Form.WECOM, '{"errcode":-1,"errmsg":"system busy"}', Outcome.LATER, None),
        (Form.WECOM, '{"errcode":93000,"errmsg":"invalid webhook url"}', Outcome.REFUSED, None),
        (Form.DINGTALK, '{"errcode":130101,"errmsg":"send too fast"}', Outcome.LATER, 600),
        (Form.DINGTALK, '{"errcode":310000,"errmsg":"sign not match"}', Outcome.REFUSED, None),
        (Form.FEISHU, '{"code":0,"msg":"success","data":{}}', Outcome.SENT, None),
        (Form.FEISHU, '{"StatusCode":0,"StatusMessage":"success"}', Outcome.SENT, None),
        (Form.FEISHU, '{"StatusCode":0,"code":19021,"msg":"sign match fail"}', Outcome.REFUSED, None),
        (Form.FEISHU, '{"code":11232,"msg":"frequency limited"}', Outcome.LATER, None),
        (Form.FEISHU, '{"code":9499,"msg":"too many request"}', Outcome.LATER, None),
        (Form.FEISHU, '{"code":9499,"msg":"Bad Request"}', Outcome.REFUSED, None),
        (Form.FEISHU, "{}", Outcome.UNKNOWN, None),
        (Form.WECOM, '{"errcode":"0"}', Outcome.UNKNOWN, None),
        (Form.WECOM, '{"errcode":true}', Outcome.UNKNOWN, None),
        (Form.JSON, "anything", Outcome.SENT, None),
    ],
)  # fmt: skip
def test_success_stands_in_the_body(
    form: Form, body: str, outcome: Outcome, wait: int | None
) -> None:
    answer = answer_of(form, 200, body.encode())

    assert (answer.outcome, answer.wait_seconds) == (outcome, wait)


def test_the_body_of_an_error_counts_for_nothing() -> None:
    assert answer_of(Form.WECOM, 500, b'{"errcode":0}').outcome is Outcome.LATER
    assert answer_of(Form.WECOM, 301, b'{"errcode":0}').outcome is Outcome.REFUSED
    assert answer_of(Form.WECOM, 429, b"", retry_after="90").wait_seconds == 90
    assert answer_of(Form.WECOM, 429, b"", retry_after="Fri, 1 Jan").wait_seconds is None


@given(st.binary(max_size=300))
def test_any_body_is_borne(body: bytes) -> None:
    for form in Form:
        answer_of(form, 200, body)
    assert code_of(Form.WECOM, b"\xff") == (None, "")
