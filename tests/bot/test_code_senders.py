"""A code reaches its phone through whatever gateway is set up, or it is said that it did not; no secret slips out."""

from __future__ import annotations

import traceback

import pytest
from structlog.testing import capture_logs

from bot.code_senders import (
    Gateway,
    HttpSms,
    NoCodes,
    Pace,
    SandboxSms,
    TelegramGateway,
    choose_sender,
)
from bot.settings import SMS_BODY, Settings, SettingsInvalid, load_settings
from locales import load_texts
from tests.bot.fake_gateways import Answer, FakeGateway, open_gateway
from wallet.errors import CodeNotSent
from wallet.security.codes import CodeSender

PHONE, CODE, TOKEN = "+8613800000001", "482915", "secret-of-the-gateway"
PACE = Pace(send_seconds_max=0.2, retry_seconds=0.01)
SENT = Answer(body='{"ok": true, "result": {"request_id": "1"}}')


def sms(gateway: FakeGateway, body: str = SMS_BODY) -> HttpSms:
    return HttpSms(Gateway(f"{gateway.address}/send", TOKEN, PACE), body, load_texts())


def telegram(gateway: FakeGateway, otherwise: CodeSender | None = None) -> TelegramGateway:
    return TelegramGateway(Gateway(f"{gateway.address}/sendVerificationMessage", TOKEN, PACE), otherwise)


async def refused(sender: CodeSender) -> str:
    """Everything that is told of a refusal: the error with all that it carries, and the logs."""
    with capture_logs() as logs, pytest.raises(CodeNotSent) as refusal:
        await sender.send(PHONE, CODE, "en")
    error: BaseException | None = refusal.value
    told = "".join(traceback.format_exception(refusal.value)) + repr(logs)
    while error is not None:
        told += repr(error) + repr(vars(error)) + repr(getattr(error, "request", ""))
        error = error.__cause__ or error.__context__
    assert TOKEN not in told
    assert CODE not in told
    assert PHONE not in told
    return str(logs[-1]["reason"])


async def test_an_sms_is_posted_as_the_gateway_wants_it() -> None:
    async with open_gateway() as gateway:
        await sms(gateway, '{"messages": [{"to": "tel:{phone}", "body": "{text}", "flash": false}]}').send(
            PHONE, CODE, "en"
        )
    ((message,),) = (body["messages"] for body in gateway.bodies)
    assert (message["to"], message["flash"], CODE in message["body"]) == (f"tel:{PHONE}", False, True)
    assert (gateway.paths, gateway.tokens) == (["/send"], [f"Bearer {TOKEN}"])


async def test_telegrams_gateway_is_given_the_code_itself() -> None:
    async with open_gateway(SENT) as gateway:
        await telegram(gateway).send(PHONE, CODE, "en")
    assert gateway.bodies == [{"phone_number": PHONE, "code": CODE, "ttl": 300}]
    assert (gateway.paths, gateway.tokens) == (["/sendVerificationMessage"], [f"Bearer {TOKEN}"])


@pytest.mark.parametrize(
    "first",
    [
        Answer(500),
        Answer(503),
        Answer(429, headers=(("Retry-After", "0"),)),
        Answer(hang_up=True),
    ],
    ids=["500", "503", "429", "hangs up"],
)
async def test_what_may_be_sent_twice_is_the_same_code_twice(first: Answer) -> None:
    async with open_gateway(first, SENT) as gateway:
        await telegram(gateway).send(PHONE, CODE, "en")
    assert [body["code"] for body in gateway.bodies] == [CODE, CODE]


@pytest.mark.parametrize(
    ("answer", "reason", "tries"),
    [
        (Answer(500), "500", 3),
        (Answer(hang_up=True), "RemoteProtocolError", 3),
        (Answer(429, headers=(("Retry-After", "60"),)), "429", 1),
        (Answer(401), "401", 1),
        (Answer(302, headers=(("Location", "/elsewhere"),)), "302", 1),
        (Answer(delay_seconds=0.4), "ReadTimeout", 1),
    ],
    ids=["stays down", "always hangs up", "long wait", "refuses", "sends elsewhere", "too slow"],
)
async def test_an_sms_that_was_not_taken_is_said_to_be_so(answer: Answer, reason: str, tries: int) -> None:
    async with open_gateway(answer) as gateway:
        assert await refused(sms(gateway)) == reason
    assert len(gateway.bodies) == tries


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(body='{"ok": false, "error": "ACCESS_TOKEN_INVALID"}'), "ACCESS_TOKEN_INVALID"),
        (Answer(400, body='{"ok": false, "error": "BALANCE_NOT_ENOUGH"}'), "BALANCE_NOT_ENOUGH"),
        (Answer(body=f'{{"ok": false, "error": "no {CODE} for {PHONE}"}}'), "200"),
        (Answer(body='{"ok": "true"}'), "200"),
        (Answer(body="[1]"), "200"),
        (Answer(body='{"ok": tr'), "200"),
        (Answer(body='{"ok": false, "error": "PHONE_NUMBER_NOT_FOUND"}'), "PHONE_NUMBER_NOT_FOUND"),
    ],
)
async def test_what_telegrams_gateway_refuses_is_asked_once(answer: Answer, reason: str) -> None:
    async with open_gateway(answer) as gateway:
        assert await refused(telegram(gateway)) == reason
    assert len(gateway.bodies) == 1


async def test_a_number_without_telegram_gets_an_sms() -> None:
    unreachable = Answer(body='{"ok": false, "error": "PHONE_NUMBER_NOT_AVAILABLE"}')
    async with open_gateway(unreachable) as first, open_gateway() as second:
        await telegram(first, sms(second)).send(PHONE, CODE, "zh-CN")
    assert CODE in second.bodies[0]["text"]


async def test_a_gateway_that_is_not_there_is_no_news_of_the_code() -> None:
    async with open_gateway() as gateway:
        address = gateway.address
    assert await refused(HttpSms(Gateway(address, TOKEN, PACE), SMS_BODY, load_texts())) == "ConnectError"


def settings(**given: object) -> Settings:
    return load_settings(_env_file=None, **given)


def test_the_sender_follows_the_settings() -> None:
    texts, one, other = load_texts(), {"sms_gateway_url": "https://sms.example"}, {"telegram_gateway_token": TOKEN}
    assert isinstance(choose_sender(settings(**one, **other), texts, sandbox=True), SandboxSms)
    assert isinstance(choose_sender(settings(**one, **other), texts, sandbox=False), TelegramGateway)
    assert isinstance(choose_sender(settings(**one), texts, sandbox=False), HttpSms)
    assert isinstance(choose_sender(settings(), texts, sandbox=False), NoCodes)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"sms_gateway_body": '{"to": "{phone}"}'}, "SMS_GATEWAY_BODY must have {phone} and {text} in it"),
        ({"sms_gateway_body": "{phone} {text}"}, "SMS_GATEWAY_BODY must be JSON"),
        ({"sms_gateway_url": "sms.example"}, "SMS_GATEWAY_URL must begin with http"),
        ({"telegram_gateway_token": "two\nlines"}, "TELEGRAM_GATEWAY_TOKEN must be one word"),
        ({"limits": "5000"}, "LIMITS needs operation/day/month"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(given: dict[str, str], line: str) -> None:
    with pytest.raises(SettingsInvalid) as refusal:
        settings(**given)
    assert str(refusal.value).startswith(line)
    assert "\n" not in str(refusal.value)
