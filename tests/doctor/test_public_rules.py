"""The way from browsers to the program: what proxies and certificates do to it is named, with its cure."""

from dataclasses import replace
from typing import Any

import pytest

from app.doctor.caller_rules import Callers, judge_callers
from app.doctor.certificate_rules import DAY_S, judge_file, judge_handshake
from app.doctor.public_rules import judge_hsts, judge_live, judge_opening, judge_plain
from app.doctor.site_rules import judge_embedding, judge_origins
from app.doctor.stream_rules import judge_stream
from app.domain.shop import SHOPS, Shop
from app.probe.certificate import Certificate, Handshake
from app.probe.stream import Stream
from app.probe.visit import FORGED, Answer
from tests.doctor.told import codes, say

NOW_S = 1_800_000_000.0
NAMES = {"zh": "店", "en": "Shop"}
GOOD = Handshake(Certificate(("chat.test", "*.shops.test"), "Let's Encrypt", NOW_S + 60 * DAY_S), alpn="h2")


def lasting(days: float) -> Certificate:
    return Certificate(("chat.test",), "Let's Encrypt", NOW_S + days * DAY_S)


@pytest.mark.parametrize(
    ("days", "code", "level"),
    [
        (60, "certificate_good", "ok"),
        (20.5, "certificate_soon", "warn"),
        (6.5, "certificate_soon", "broken"),
        (-0.5, "certificate_ended", "broken"),
    ],
)
def test_a_certificate_is_told_before_it_ends(days: float, code: str, level: str) -> None:
    seen = Handshake(lasting(days), distrust="certificate has expired" if days < 0 else "", alpn="h2")
    assert codes(judge_handshake("chat.test", seen, now_s=NOW_S)) == {code: level, "http2_good": "ok"}
    finding = judge_file(lasting(days), "chat.test", now_s=NOW_S)
    assert (finding.code, finding.level, say(finding).label) == (code, level, "TLS_CERT_FILE")


def test_a_certificate_that_browsers_refuse_is_told_by_why() -> None:
    distrusted = replace(GOOD, distrust="self-signed certificate")
    assert codes(judge_handshake("chat.test", distrusted, now_s=NOW_S))["certificate_distrusted"] == "broken"
    assert codes(judge_handshake("other.test", distrusted, now_s=NOW_S))["certificate_other"] == "broken"
    assert codes([judge_file(lasting(60), "other.test", now_s=NOW_S)]) == {"certificate_other": "broken"}
    assert codes(judge_handshake("chat.test", Handshake(trouble="refused"), now_s=NOW_S)) == {"tls_failed": "broken"}


def test_a_wildcard_stands_for_one_label() -> None:
    assert GOOD.certificate is not None
    covered = [host for host in ("a.shops.test", "a.b.shops.test", "shops.test") if GOOD.certificate.covers(host)]
    assert covered == ["a.shops.test"]


def test_http2_that_is_not_offered_is_told() -> None:
    seen = replace(GOOD, alpn="http/1.1")
    assert codes(judge_handshake("chat.test", seen, now_s=NOW_S))["http2_missing"] == "warn"


@pytest.mark.parametrize(
    ("seen", "code", "level"),
    [
        (Answer(200, data={"status": "ok"}), "public_good", "ok"),
        (Answer(trouble="refused"), "public_away", "broken"),
        (Answer(502), "public_strange", "broken"),
        (Answer(200, data={"hello": 1}), "public_strange", "broken"),
    ],
)
def test_what_answers_at_the_address_is_told(seen: Answer, code: str, level: str) -> None:
    assert codes([judge_live("https://chat.test", seen)]) == {code: level}


@pytest.mark.parametrize(
    ("seen", "code", "paste"),
    [
        (
            Answer(301, {"location": "https://www.chat.test:8443/x"}),
            "public_moved",
            "PUBLIC_URL=https://www.chat.test:8443",
        ),
        (Answer(503), "public_unready", "curl -i https://chat.test/api/health/ready"),
        (Answer(403), "public_refused", "curl -i --json '{}' https://chat.test/api/chat/session"),
        (
            Answer(302, {"location": "/login"}),
            "public_refused",
            "curl -i --json '{}' https://chat.test/api/chat/session",
        ),
        (Answer(trouble="cut"), "public_refused", "curl -i --json '{}' https://chat.test/api/chat/session"),
    ],
)
def test_a_conversation_that_cannot_be_opened_is_told_by_why(seen: Answer, code: str, paste: str) -> None:
    finding = judge_opening("https://chat.test", seen)
    assert codes([finding]) == {code: "broken"}
    assert say(finding).paste == (paste,)


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Answer(301, {"location": "https://chat.test/"}), "redirect_good"),
        (Answer(302, {"location": "http://chat.test/login"}), "redirect_missing"),
        (Answer(200), "redirect_missing"),
        (Answer(trouble="refused"), "redirect_closed"),
    ],
)
def test_plain_http_leads_on(seen: Answer, code: str) -> None:
    assert [*codes([judge_plain("http://chat.test/", seen)])] == [code]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("max-age=31536000; includeSubDomains", "hsts_good"),
        ('Max-Age="31536000"', "hsts_good"),
        ("max-age=300", "hsts_short"),
        ("max-age=0", "hsts_missing"),
        ("", "hsts_missing"),
    ],
)
def test_browsers_are_to_come_by_https_alone(header: str, code: str) -> None:
    assert [*codes([judge_hsts(Answer(200, {"strict-transport-security": header}))])] == [code]


FLOWING = Stream(status=200, hello_s=0.03, event_s=0.01, lasted_s=16.2, was_pinged=True)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {"stream_good": "ok"}),
        ({"status": 0, "hello_s": None, "event_s": None}, {"stream_held": "broken"}),
        ({"hello_s": None, "event_s": None}, {"stream_held": "broken"}),
        ({"event_s": None}, {"stream_late": "broken"}),
        ({"status": 403, "hello_s": None}, {"stream_refused": "broken"}),
        ({"was_pinged": False, "lasted_s": 10.0}, {"stream_cut": "warn"}),
        ({"encoding": "gzip"}, {"stream_packed": "warn"}),
        ({"encoding": "gzip", "was_pinged": False}, {"stream_packed": "warn", "stream_cut": "warn"}),
    ],
)
def test_what_happens_to_streams_on_the_way_is_told(changes: dict[str, Any], found: dict[str, str]) -> None:
    assert codes(judge_stream(replace(FLOWING, **changes), patience_s=5.0)) == found


@pytest.mark.parametrize(
    ("callers", "code"),
    [
        (Callers("198.51.100.4", "198.51.100.4", has_front=True, trusted=("127.0.0.1",)), "caller_good"),
        (Callers("", "198.51.100.4", has_front=True, trusted=("10.0.0.0/8",)), "caller_good"),
        (Callers("127.0.0.1", "127.0.0.1", has_front=False), "caller_good"),
        (Callers("127.0.0.1", "198.51.100.4", has_front=False), "caller_shared"),
        (Callers("10.0.0.2", "198.51.100.4", has_front=True, trusted=("10.0.0.2",)), "caller_shared"),
        (Callers("127.0.0.1", "127.0.0.1", has_front=True), "caller_shared"),
        (Callers(FORGED, "198.51.100.4", has_front=True, trusted=("127.0.0.1",)), "caller_forged"),
    ],
)
def test_callers_must_be_told_apart_and_must_not_choose_their_address(callers: Callers, code: str) -> None:
    assert [*codes([judge_callers(callers)])] == [code]


def test_shops_without_a_site_are_named_but_not_the_built_in_one_beside_others() -> None:
    demo, bikes = SHOPS["demo"], Shop("bikes", NAMES, origins=("https://bikes.test",))
    assert codes(judge_origins([demo], ())) == {"origins_none": "warn"}
    assert codes(judge_origins([demo], ("https://*.shops.test",))) == {"origins_good": "ok"}
    assert codes(judge_origins([demo, bikes], ())) == {"origins_good": "ok"}
    assert codes(judge_origins([demo, bikes, Shop("new", NAMES)], ())) == {"origins_none": "warn"}
    assert codes(judge_origins([Shop("old", NAMES, origins=("http://old.test",))], ())) == {"origins_plain": "warn"}


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, {"content-security-policy": "a b; frame-ancestors 'self' https://bikes.test"}), "embedding_good"),
        (Answer(200, {"content-security-policy": "frame-ancestors 'none'"}), "embedding_other"),
        (Answer(200), "embedding_other"),
        (Answer(502), "embedding_away"),
        (
            Answer(
                200,
                {"x-frame-options": "DENY", "content-security-policy": "frame-ancestors 'self' https://bikes.test"},
            ),
            "embedding_refused",
        ),
    ],
)
def test_what_browsers_are_told_about_frames_must_name_the_shops_sites(answer: Answer, code: str) -> None:
    assert [*codes(judge_embedding({"bikes": answer}, {"bikes": ["https://bikes.test"]}))] == [code]
