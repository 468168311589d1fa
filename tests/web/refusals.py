"""What every refusal must look like, in both languages; which request is refused is told by the tests."""

import re
from collections.abc import Mapping
from typing import Any

import httpx

_HAN = re.compile("[\u4e00-\u9fff]")


def check_refusal(response: httpx.Response, status: int, code: str, lang: str) -> dict[str, Any]:
    """Check one `application/problem+json` (RFC 9457) and return it."""
    assert (response.status_code, response.json().get("code")) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = response.json()
    assert problem["type"] == "about:blank"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", problem["request_id"])
    assert bool(_HAN.search(problem["detail"])) == (lang == "zh"), problem["detail"]
    assert "%(" not in problem["detail"]
    return problem


async def refuse(
    http: httpx.AsyncClient, method: str, path: str, status: int, code: str, **request: Any
) -> list[dict[str, Any]]:
    """Send the request in each language, asked for by header and by query; all four must be refused alike."""
    headers: Mapping[str, str] = request.pop("headers", {})
    found = []
    for lang, header in (("zh", "zh-CN,zh;q=0.9,en;q=0.5"), ("en", "en-GB,en;q=0.9,zh;q=0.5")):
        asked = await http.request(method, path, headers={"Accept-Language": header, **headers}, **request)
        found.append(check_refusal(asked, status, code, lang))
        other = {"Accept-Language": "zh" if lang == "en" else "en"}
        address = f"{path}{'&' if '?' in path else '?'}lang={lang}"
        asked = await http.request(method, address, headers={**other, **headers}, **request)
        found.append(check_refusal(asked, status, code, lang))
    return found
