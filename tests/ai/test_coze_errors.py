"""What Coze's refusals mean."""

import httpx
import pytest

from app.ai.coze_errors import may_be_stale, named, of_response, translated
from app.ai.provider import AIError

RETRYABLE = {"4009", "4013", "4016", "4020", "5000", "internal_error"}
KINDS = {
    "auth": ["4100", "4101", "4102", "700012006", "103000001", "invalid_client", "access_deny"],
    "config": ["4000", "4006", "4012", "4015", "4021", "103000000", "103100002", "invalid_request"],
    "quota": ["4008", "4011", "4019", "4022"],
    "rate": ["4013", "4020"],
    "busy": ["4016"],
    "content": ["4014", "4105"],
    "context": ["4010"],
    "gone": ["4001", "4002", "4104", "4200", "103000002"],
    "server": ["4009", "5000", "4314", "4315", "701231", "internal_error", ""],
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in KINDS.items() for code in codes])
def test_every_code_has_a_meaning(kind: str, code: str) -> None:
    error = named(code, "words that are not kept", "log-1")
    assert (error.kind, error.code, error.logid) == (kind, code, "log-1")
    assert error.retryable is (code in RETRYABLE)
    assert "words" not in str(error)


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (301, "config", False),
        (400, "config", False),
        (401, "auth", False),
        (402, "quota", False),
        (403, "auth", False),
        (404, "config", False),
        (413, "context", False),
        (429, "rate", True),
        (500, "server", True),
        (502, "server", True),
        (504, "server", True),
    ],
)
def test_every_status_has_a_meaning(status: int, kind: str, retryable: bool) -> None:
    page = of_response(httpx.Response(status, text="<html>no</html>", headers={"X-Tt-Logid": "log-2"}))
    assert page is not None
    assert (page.kind, page.retryable, page.code, page.logid) == (kind, retryable, str(status), "log-2")
    # Studio repeats the status inside.
    inside = of_response(httpx.Response(200, json={"code": status, "msg": "no"}))
    assert inside is not None
    assert (inside.kind, inside.retryable) == (
        kind if status >= 400 else "server",
        retryable,
    )


def test_the_free_plan_s_end_is_told_by_its_words() -> None:
    assert named("702093204", "Your free quota has been used up.").kind == "quota"


def test_a_code_inside_goes_before_the_status() -> None:
    error = of_response(httpx.Response(403, json={"code": 4011, "msg": "", "detail": {"logid": "log-3"}}))
    assert error is not None
    assert (error.kind, error.code, error.logid) == ("quota", "4011", "log-3")


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"[1]", b"\xff\xfe"])
def test_a_page_with_status_200_is_not_an_api(body: bytes) -> None:
    error = of_response(httpx.Response(200, content=body))
    assert error is not None
    assert (error.kind, error.code) == ("config", "not_json")


@pytest.mark.parametrize("body", [{"code": 0, "data": {}}, {"access_token": "x"}, {"code": "0"}])
def test_good_json_is_good(body: dict[str, object]) -> None:
    assert of_response(httpx.Response(200, json=body)) is None


def test_only_a_token_that_may_be_stale_is_replaced() -> None:
    codes = ["4100", "700012006", "4101", "4102", "4000"]
    assert [may_be_stale(named(code)) for code in codes] == [True, True, False, False, False]
    assert may_be_stale(named("", status=401))
    assert not may_be_stale(named("", status=403))


@pytest.mark.parametrize(
    ("raised", "kind", "retryable"),
    [
        (httpx.ConnectError("x"), "network", True),
        (httpx.ConnectTimeout("x"), "network", True),
        (httpx.PoolTimeout("x"), "network", True),
        (httpx.ReadTimeout("x"), "timeout", False),
        (httpx.WriteTimeout("x"), "timeout", False),
        (httpx.ReadError("x"), "network", False),
        (httpx.WriteError("x"), "network", False),
        (httpx.RemoteProtocolError("x"), "network", False),
        (httpx.DecodingError("x"), "network", False),
    ],
)
def test_only_what_failed_before_the_request_was_sent_is_asked_again(
    raised: Exception, kind: str, retryable: bool
) -> None:
    with pytest.raises(AIError) as caught, translated():
        raise raised
    assert (caught.value.kind, caught.value.retryable) == (kind, retryable)
