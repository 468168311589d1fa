"""What goes over the wire is small, and what cannot change is fetched once; pages and answers are never kept."""

import asyncio
import gzip
import re
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import Answer, Asked, back_end, saying, whole
from tests.deploy.conftest import Site
from tests.deploy.nginx import fronting

TEXT = b"The same words again and again. " * 200
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("identity", None), ("", None)],
)
@pytest.mark.parametrize("path", ["/", "/openapi.json", "/sdk/fiido-kefu.js", "asset"])
def test_a_browser_gets_the_smallest_it_takes(site: Site, path: str, accepted: str, encoding: str | None) -> None:
    headers = {"Accept-Encoding": accepted}
    with httpx.Client(base_url=site.nginx.https, verify=site.nginx.trusted(), headers=headers) as http:
        if path == "asset":
            path = re.findall(r'"(/assets/[^"]+\.css)"', http.get("/", headers={"Accept-Encoding": "identity"}).text)[0]
        with http.stream("GET", path) as answer:
            sent = sum(len(part) for part in answer.iter_raw())
            plain = len(http.get(path, headers={"Accept-Encoding": "identity"}).content)
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == encoding
    assert "accept-encoding" in ",".join(answer.headers.get_list("vary")).lower()
    assert (sent < plain * 0.7) == bool(encoding)


async def test_without_brotli_what_back_ends_compressed_once_is_passed_on(tmp_path: Path) -> None:
    """As where Debian's module is not installed: the rendered lines of it are taken out."""

    def without_brotli(rendered: str) -> str:
        plain = re.sub(r"^ *(load_module|brotli).*\n", "", rendered, flags=re.MULTILINE)
        return plain.replace('Accept-Encoding "";', "Accept-Encoding $gzip_alone;")

    pressed = saying(whole(gzip.compress(TEXT), Content_Type="text/css", Content_Encoding="gzip"))
    async with back_end(pressed) as double:
        with fronting(tmp_path, double.address, change=without_brotli) as nginx:
            async with nginx.client() as http:
                answer = await http.get("/", headers={"Accept-Encoding": "br, gzip;q=0.8, *;q=0.1"})
    assert double.asked[0].headers["accept-encoding"] == "gzip"
    assert (answer.headers["content-encoding"], answer.content) == ("gzip", TEXT)


async def test_an_event_stream_is_never_compressed(tmp_path: Path) -> None:
    said = b"data: " + TEXT + b"\n\n"
    async with back_end(saying(whole(said, Content_Type="text/event-stream"))) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client() as http:
                for path in ("/api/chat/events", "/api/agent/events", "/api/chat/stream", "/api/elsewhere"):
                    answer = await http.get(path, headers={"Accept-Encoding": "br, gzip"})
                    assert "content-encoding" not in answer.headers
                    assert answer.content == said


def lasting(version: str = "v1") -> Answer:
    """A back end whose files of `version` may be kept for ever, as those of the program; all else may not."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        life = FOR_EVER if version in asked.path else "no-store"
        headers = {"Cache_Control": life, "Vary": "Accept-Encoding", "Content_Type": "text/javascript"}
        writer.write(whole(TEXT, **headers))

    return answer


async def test_a_versioned_asset_is_asked_for_once_and_is_there_when_no_back_end_is(tmp_path: Path) -> None:
    async with back_end(lasting()) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client() as http:
                for encoding in ("br", "gzip", "identity", "gzip, br"):
                    for path in ("/assets/widget/v1/chat.js", "/assets/widget/v1/chat.js?x=1", "/sdk/chat.v1.js"):
                        answer = await http.get(path, headers={"Accept-Encoding": encoding})
                        assert (answer.status_code, answer.headers["cache-control"]) == (200, FOR_EVER)
                assert [asked.path for asked in double.asked] == ["/assets/widget/v1/chat.js", "/sdk/chat.v1.js"]
                await asyncio.to_thread(nginx.use, ["127.0.0.1:9"])
                assert (await http.get("/assets/widget/v1/chat.js")).content == TEXT
                assert (await http.get("/assets/widget/v2/chat.js")).status_code == 502


async def test_what_may_not_be_kept_is_asked_for_each_time(tmp_path: Path) -> None:
    """An old page's address for a file of another version among it."""
    async with back_end(lasting("v2")) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client() as http:
                paths = ["/assets/widget/v1/chat.js", "/embed", "/api/chat/messages", "/"] * 2
                for path in paths:
                    assert (await http.get(path)).headers["cache-control"] == "no-store"
    assert [asked.path for asked in double.asked] == paths


def of_version(version: str) -> Answer:
    """A back end of one version: of another one it has nothing to give to who wants just that."""

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        if version in asked.path:
            writer.write(whole(version.encode(), Cache_Control=FOR_EVER, Content_Type="text/javascript"))
        elif "x-exact-version" in asked.headers:
            writer.write(whole(b"", status="404 Not Found", Cache_Control="no-store"))
        else:
            writer.write(whole(version.encode(), Cache_Control="no-store", Content_Type="text/javascript"))

    return answer


async def test_in_an_update_each_page_gets_the_assets_of_its_own_version(tmp_path: Path) -> None:
    async with back_end(of_version("v1")) as old, back_end(of_version("v2")) as new:
        with fronting(tmp_path, old.address, new.address) as nginx:
            async with nginx.client() as http:
                for number in range(6):
                    for version in ("v1", "v2"):
                        answer = await http.get(f"/assets/widget/{version}/{number}.js")
                        assert (answer.status_code, answer.text) == (200, version)
                gone = await http.get("/assets/widget/v0/chat.js")
                assert (gone.status_code, gone.headers["cache-control"]) == (200, "no-store")
                assert gone.headers["strict-transport-security"]
                await asyncio.to_thread(nginx.use, ["127.0.0.1:9"])
                away = await http.get("/assets/widget/v3/chat.js", headers={"Accept": "text/html"})
                assert (away.status_code, away.headers["content-type"]) == (502, "text/html; charset=utf-8")


async def test_the_loader_outlives_its_back_ends_but_follows_their_updates(tmp_path: Path) -> None:
    """Browsers ask again after ten minutes; Nginx adds seconds to that, not minutes."""
    headers = {"Cache_Control": "public, max-age=600", "Content_Type": "text/javascript", "X_Request_Id": "1"}
    path = "/sdk/fiido-kefu.js"

    def sooner(rendered: str) -> str:
        assert "proxy_cache_valid 200 5s;" in rendered
        return rendered.replace("proxy_cache_valid 200 5s;", "proxy_cache_valid 200 1s;")

    async with back_end(saying(whole(b"old", **headers))) as double:
        with fronting(tmp_path, double.address, change=sooner) as nginx:
            async with nginx.client() as http:
                answers = [await http.get(path) for _ in range(20)]
                assert {answer.text for answer in answers} == {"old"}
                assert len(double.asked) <= 3
                assert {answer.headers["cache-control"] for answer in answers} == {"public, max-age=600"}
                assert not any("x-request-id" in answer.headers for answer in answers)
                double.answer = saying(whole(b"new", **headers))
                async with asyncio.timeout(15):
                    while (await http.get(path)).text != "new":
                        await asyncio.sleep(0.1)
                await asyncio.to_thread(nginx.use, ["127.0.0.1:9"])
                await asyncio.sleep(2.1)  # by now it would have to be asked for
                assert (await http.get(path)).text == "new"


def test_the_loader_is_not_sent_again_to_who_has_it(site: Site) -> None:
    with httpx.Client(base_url=site.nginx.https, verify=site.nginx.trusted()) as http:
        for encoding in ("br", "gzip", "identity"):
            given = {"Accept-Encoding": encoding}
            etag = http.get("/sdk/fiido-kefu.js", headers=given).headers["etag"]
            again = http.get("/sdk/fiido-kefu.js", headers=given | {"If-None-Match": etag})
            assert (again.status_code, again.content) == (304, b"")
