"""What asks by a browser's cookies must come from a page of ours, whatever it says of where it comes from."""

import pytest

from app.settings import Settings
from tests.live import serving
from tests.scripted import ScriptedProvider, echo
from tests.staff import hire
from tests.web.refusals import refuse
from tests.workbench.browser_like import browser, enter


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://a]b", "null", "http://shop.example", "//"])
async def test_an_origin_that_is_not_ours_or_none_at_all_is_refused(origin: str, settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, browser(live) as http:
        keys = {"username": "ada", "password": "whatever it is"}
        await refuse(http, "POST", "/api/agent/login", 403, "CROSS_ORIGIN", json=keys, headers={"Origin": origin})
        await enter(http, await hire(live, "ada"))
        await refuse(http, "POST", "/api/agent/logout", 403, "CROSS_ORIGIN", headers={"Origin": origin})
        assert (await http.get("/api/agent/profile")).status_code == 200
