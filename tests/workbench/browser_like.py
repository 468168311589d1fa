"""A client that keeps cookies and says where it comes from, as a browser does; it runs no scripts."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import Morsel, SimpleCookie

import httpx

from app.domain.agent import Agent
from tests.live import Live
from tests.staff import PASSWORD


def browser(live: Live) -> httpx.AsyncClient:
    """A client with a cookie jar, on a page of ours; the caller closes it."""
    return httpx.AsyncClient(base_url=live.base, timeout=30, headers={"Origin": live.base})


async def enter(http: httpx.AsyncClient, agent: Agent, password: str = PASSWORD) -> httpx.Response:
    """Sign in by cookies."""
    answer = await http.post("/api/agent/login", json={"username": agent.username, "password": password})
    assert answer.status_code == 200, answer.text
    return answer


def cookies_of(answer: httpx.Response) -> dict[str, Morsel[str]]:
    """The cookies that a response sets, with their attributes."""
    found: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        found.load(header)
    return dict(found)


@contextmanager
def without(http: httpx.AsyncClient, name: str) -> Iterator[None]:
    """The client without one of its cookies, for the time of the block."""
    kept = list(http.cookies.jar)
    for cookie in kept:
        if cookie.name == name:
            http.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)
    yield
    for cookie in kept:
        http.cookies.jar.set_cookie(cookie)
