"""What everybody meets first: HTTPS and no other way, one host name, and headers that graders are content with."""

import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.deploy.back_end import back_end, saying, whole
from tests.deploy.conftest import Site
from tests.deploy.nginx import Nginx, fronting

PAGES = ("/", "/embed?shop=demo", "/agent/sign-in")
SIX_MONTHS_S = 15_768_000


@pytest.fixture
def http(site: Site) -> Iterator[httpx.Client]:
    told = {"Accept-Language": "en"}
    with httpx.Client(base_url=site.nginx.https, verify=site.nginx.trusted(), headers=told) as http:
        yield http


def asset(http: httpx.Client) -> str:
    """The address of a file that the chat page loads."""
    found = re.search(r'"(/assets/widget/[^"]+\.js)"', http.get("/embed?shop=demo").text)
    assert found
    return found[1]


def test_plain_http_leads_to_https_with_the_whole_address(site: Site) -> None:
    answer = httpx.get(f"{site.nginx.http}/embed?shop=demo&lang=zh", headers={"Host": "chat.test"})
    assert answer.status_code == 301
    assert answer.headers["location"] == f"https://chat.test:{site.nginx.https_port}/embed?shop=demo&lang=zh"
    assert httpx.post(f"{site.nginx.http}/api/chat", json={}).status_code == 301


def test_the_usual_port_is_not_spelt_out(tmp_path: Path) -> None:
    with fronting(tmp_path, "127.0.0.1:9", environ={"PUBLIC_HTTPS_PORT": "443"}) as nginx:
        answer = httpx.get(f"{nginx.http}/agent", headers={"Host": "chat.test"})
    assert answer.headers["location"] == "https://chat.test/agent"


def test_who_speaks_plain_http_to_the_port_of_https_is_led_on(site: Site) -> None:
    answer = httpx.get(f"http://127.0.0.1:{site.nginx.https_port}/agent")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{site.nginx.https}/agent")


def test_health_is_told_without_tls_and_by_any_name(site: Site) -> None:
    for path in ("/api/health/live", "/api/health/ready"):
        answer = httpx.get(f"{site.nginx.http}{path}", headers={"Host": "10.0.0.7"})
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert httpx.get(f"{site.nginx.http}/edge-health", headers={"Host": "10.0.0.7"}).status_code == 204


def test_another_host_name_is_not_answered(site: Site) -> None:
    for base in (site.nginx.http, site.nginx.https):
        with pytest.raises(httpx.TransportError), httpx.Client(verify=site.nginx.trusted()) as http:
            http.get(f"{base}/agent", headers={"Host": "evil.test"})


def test_who_does_not_know_the_name_learns_nothing_from_the_certificate(tmp_path: Path) -> None:
    with fronting(tmp_path, "127.0.0.1:9", environ={"SERVER_NAME": "chat.test"}) as nginx:
        with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
            ssl.get_server_certificate(("127.0.0.1", nginx.https_port))
        certificate = curl(nginx, f"https://chat.test:{nginx.https_port}/api/x", "%{http_code} %{ssl_verify_result}")
    assert certificate == "502 0"


def curl(nginx: Nginx, address: str, told: str, *options: str) -> str:
    """What curl tells of one request."""
    known = ("--cacert", nginx.certfile, "--resolve", f"chat.test:{nginx.https_port}:127.0.0.1")
    command = ["curl", "--silent", "--output", "/dev/null", "--write-out", told, *known, *options, address]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("asked", "spoken"), [("--http2", "2 200"), ("--http1.1", "1.1 200")])
def test_browsers_are_offered_http_2(site: Site, asked: str, spoken: str) -> None:
    assert curl(site.nginx, f"{site.nginx.named}/", "%{http_version} %{http_code}", asked) == spoken


@pytest.mark.parametrize(
    "path", [*PAGES, "/api/health/live", "/api/nowhere", "/metrics", "/sdk/fiido-kefu.js", "asset"]
)
def test_no_answer_lacks_what_graders_look_for(site: Site, http: httpx.Client, path: str) -> None:
    """The rules of Mozilla's Observatory and of securityheaders.com, but for X-Frame-Options: CSP says it better."""
    answer = http.get(asset(http) if path == "asset" else path, headers={"Accept": "text/html"})
    headers = answer.headers
    max_age_s = int(headers["strict-transport-security"].removeprefix("max-age="))
    assert max_age_s >= SIX_MONTHS_S
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert not re.search(r"\d", headers["server"])
    assert not {"x-powered-by", "via", "x-aspnet-version", "public-key-pins", "x-xss-protection"} & set(headers)
    assert "charset" in headers["content-type"] or "json" in headers["content-type"]
    for cookie in headers.get_list("set-cookie"):
        assert {"secure", "httponly"} <= {part.strip().lower() for part in cookie.split(";")}
    if headers["content-type"].startswith("text/html"):
        policy = dict(rule.split(" ", 1) for rule in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
        assert "unsafe" not in headers["content-security-policy"] and "*" not in policy.get("script-src", "")
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", PAGES)
def test_the_edge_neither_adds_to_nor_changes_what_pages_allow(site: Site, http: httpx.Client, path: str) -> None:
    direct = httpx.get(f"{site.servers[0].base}{path}", headers={"Accept-Language": "en"})
    through = http.get(path)
    assert "x-frame-options" not in through.headers
    assert len(through.headers.get_list("content-security-policy")) == 1
    policies = [re.sub(r"'nonce-[^']+'", "", one.headers["content-security-policy"]) for one in (direct, through)]
    assert policies[0] == policies[1]


def test_the_frame_of_shops_with_fifty_sites_each_can_be_embedded_by_all_of_them(
    site: Site, http: httpx.Client
) -> None:
    for shop in ("bikes", "lamps"):
        sites = [f"https://{n:02}-{'a-long-label-of-a-shop.' * 3}{shop}.example" for n in range(50)]
        options = [option for address in sites for option in ("--origin", address)]
        site.run("shop", "create", shop, "--name-zh", shop, "--name-en", shop, *options)
        for server in site.servers:
            httpx.get(f"{server.base}/embed?shop={shop}")
        policy = http.get(f"/embed?shop={shop}", headers={"Referer": f"{sites[7]}/x"}).headers[
            "content-security-policy"
        ]
        assert len(policy) > 4_000
        assert set(sites) <= set(policy.partition("frame-ancestors ")[2].split())


async def test_headers_as_large_as_browsers_take_pass(tmp_path: Path) -> None:
    large = {f"X-Large-{n}": "x" * 4_000 for n in range(6)}
    async with back_end(saying(whole(b"done", **large))) as double:
        with fronting(tmp_path, double.address) as nginx:
            async with nginx.client() as http:
                answer = await http.get("/", headers={"Cookie": "c=" + "y" * 7_000})
    assert (answer.status_code, answer.text, answer.headers["x-large-5"]) == (200, "done", "x" * 4_000)
    assert len(double.asked[0].headers["cookie"]) == 7_002


@pytest.mark.parametrize(
    "path", ["/metrics", "/metrics/", "/%6detrics", "/api/../metrics", "//metrics", "/./metrics?x=1"]
)
def test_metrics_are_not_public(site: Site, path: str) -> None:
    answer = curl(site.nginx, f"{site.nginx.https}{path}", "%{http_code}", "--path-as-is")
    assert answer == "404"
