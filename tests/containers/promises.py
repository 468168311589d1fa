"""What compose.yml promises, on the real images under Podman; run by tools/test_containers, in this order."""

import asyncio
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.containers import installation as place
from tests.containers.authority import authority, root
from tests.containers.installation import SERVICES, Installation, inside, looked_at, podman, until
from tests.containers.talking import answered, said_before, talk
from tests.live import open_visitor

USERS = {"app-a": 10001, "app-b": 10001, "store": 999, "edge": 10002, "certbot": 10002}
READY = """python -c "
import urllib.request
try: print(urllib.request.urlopen('http://127.0.0.1:8000/api/health/ready').read().decode())
except OSError as error: print(error)"
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with authority(tmp_path_factory.mktemp("authority")) as certfile:
        found = place.install(place.state_folder())
        shutil.copy(certfile, found.tree / "authority.pem")
        found.down("-v")
        found.up()
        (found.tree / "root.pem").write_text(root(str(certfile)), "utf-8")
        until(found.is_certified, "the edge has its certificate")
        yield found
        found.down("-v")


def processes(service: str) -> list[Path]:
    """The folders in /proc of all processes of a container, the first one first."""
    namespace = Path(f"/proc/{looked_at(service)['State']['Pid']}/ns/pid").readlink()
    own = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "ns" / "pid").readlink() == namespace:
                own.append(folder)
        except OSError:
            continue
    return sorted(own, key=lambda folder: int(folder.name))


def status_of(process: Path) -> dict[str, str]:
    lines = (process / "status").read_text("utf-8").splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("service", SERVICES)
def test_no_process_is_root_may_do_anything_special_or_write_to_its_root(installed: Installation, service: str) -> None:
    own = processes(service)
    assert own
    for process in own:
        status = status_of(process)
        assert set(status["Uid"].split()) == {str(USERS[service])}, status["Name"]
        assert {int(status[name], 16) for name in ("CapPrm", "CapEff", "CapBnd", "CapInh", "CapAmb")} == {0}
        assert status["NoNewPrivs"] == "1"
        assert status["Seccomp"] == "2"
    host = looked_at(service)["HostConfig"]
    assert host["ReadonlyRootfs"]
    assert host["Memory"] > 0
    assert host["RestartPolicy"]["Name"] == "unless-stopped"
    places = "/new /opt/new /etc/new /usr/new"
    assert inside(service, f"touch {places} 2>/dev/null; ls -d {places} 2>/dev/null || echo none") == "none"


def test_only_the_edge_is_published(installed: Installation) -> None:
    published = {service: looked_at(service)["HostConfig"]["PortBindings"] for service in SERVICES}
    assert [name for name, ports in published.items() if any(ports.values())] == ["edge"]


def test_the_program_has_no_installer_and_no_compiler(installed: Installation) -> None:
    assert inside("app-a", "for name in pip pip3 gcc cc make curl; do command -v $name; done; echo done") == "done"
    assert inside("app-a", "python -c 'import pip' 2>&1 | tail -1") == "ModuleNotFoundError: No module named 'pip'"


def test_the_store_cannot_reach_the_world(installed: Installation) -> None:
    destinations = [line.split()[1] for line in inside("store", "cat /proc/net/route").splitlines()[1:]]
    assert "00000000" not in destinations, "a default route leads out"
    assert inside("store", "valkey-cli ping 2>&1") == "NOAUTH Authentication required."


async def test_the_key_is_nginx_s_and_certbot_s_alone(installed: Installation) -> None:
    """Both are the same user, so nobody else need be able to read it; Nginx cannot write there."""
    for service in ("certbot", "edge"):
        assert inside(service, "stat -Lc '%a %u' /certs/live/kefu/privkey.pem") == "600 10002"
    assert (
        inside("edge", "touch /certs/new /acme/new 2>/dev/null; ls /certs/new /acme/new 2>/dev/null || echo none")
        == "none"
    )


async def test_browsers_are_answered_over_http_2_and_led_to_https(installed: Installation) -> None:
    async with httpx.AsyncClient() as plain:
        led = await plain.get(f"http://127.0.0.1:{place.HTTP_PORT}/embed?shop=demo", headers={"Host": place.HOST})
    assert led.status_code in {301, 308}
    assert led.headers["location"] == f"https://{place.HOST}:{place.HTTPS_PORT}/embed?shop=demo"
    async with installed.client(http2=True) as http:
        page = await http.get("/embed?shop=demo")
    assert page.status_code == 200
    assert "<html" in page.text
    assert "strict-transport-security" in page.headers


async def test_visitors_are_answered_word_by_word_by_both_back_ends(installed: Installation) -> None:
    async with installed.client() as http:
        for _ in range(6):
            assert await answered(await open_visitor(http, lang="en"))
    addresses = {f"{network['IPAddress']}:8000" for name in ("app-a", "app-b") for network in networks(name)}
    told = [json.loads(line) for line in podman("logs", place.container("edge")).splitlines() if line.startswith("{")]
    asked = {line["upstream"] for line in told if line.get("path", "").startswith("/api/chat")}
    assert len(asked & addresses) == 2


def networks(service: str) -> list[dict[str, str]]:
    return list(looked_at(service)["NetworkSettings"]["Networks"].values())


def test_operators_run_commands_beside_the_server(installed: Installation) -> None:
    command = "echo tulip-cactus-7781 | python -m app create-agent --username amy --role admin --password-stdin"
    assert inside("app-a", command) == "amy can sign in now."


async def test_a_back_end_that_dies_comes_back_and_the_other_serves_meanwhile(installed: Installation) -> None:
    before = looked_at("app-a")["State"]["Pid"]
    async with installed.client() as http:
        visitor = await open_visitor(http, lang="en")
        os.kill(before, signal.SIGKILL)
        assert await answered(visitor)
    until(lambda: looked_at("app-a")["State"]["Pid"] not in {0, before}, "app-a runs again")
    until(lambda: installed.is_well("app-a"), "app-a is well again")


async def test_data_survive_down_and_up(installed: Installation) -> None:
    async with installed.client() as http:
        visitor = await open_visitor(http, lang="en")
        answer = await answered(visitor)
    installed.down()
    installed.up()
    async with installed.client() as http:
        again = await open_visitor(http, token=visitor.token)
        assert [message["text"] for message in await again.messages()][-1] == answer


async def test_an_update_replaces_one_back_end_after_the_other_and_no_visitor_sees_an_error(
    installed: Installation,
) -> None:
    """tools/update itself, with a new version of the program, while visitors go on talking."""
    with (installed.tree / "app" / "__init__.py").open("a", encoding="utf-8") as source:
        source.write("# the next version\n")
    before = {service: looked_at(service)["Image"] for service in SERVICES}
    done = asyncio.Event()
    async with installed.client() as http:
        visitor = await open_visitor(http, lang="en")
        talking = asyncio.create_task(talk(visitor, done))
        await asyncio.to_thread(installed.update)
        done.set()
        said = await talking
        kept = await said_before(visitor)
    assert len(said) > 10
    assert [text for text in said if kept.count(text) != 1] == []
    after = {service: looked_at(service)["Image"] for service in SERVICES}
    assert {service for service in SERVICES if before[service] != after[service]} == {"app-a", "app-b"}


def test_one_container_alone_serves_with_the_store_that_comes_along() -> None:
    options = ["--name", "kefu_alone_1", "--read-only", "--cap-drop", "all", "--security-opt", "no-new-privileges"]
    podman("run", "-d", *options, "--tmpfs=/tmp", "-v", "kefu_alone:/data", "localhost/kefu-app")
    try:
        until(lambda: '"status":"ok"' in inside("alone", READY), "it is ready")
        podman("stop", "--time", "30", "kefu_alone_1")
        assert looked_at("alone")["State"]["ExitCode"] == 0
    finally:
        podman("rm", "--force", "kefu_alone_1")
        podman("volume", "rm", "kefu_alone")


async def test_everything_stops_at_once_and_in_order(installed: Installation) -> None:
    """With an open stream; as Docker stops: SIGTERM, and SIGKILL only after the grace period."""
    took_s: dict[str, float] = {}
    async with installed.client() as http:
        visitor = await open_visitor(http, lang="en")
        async with visitor.hear() as ear:
            await ear.until("hello")
            for service in ("app-a", "app-b", "certbot", "edge", "store"):
                began = time.monotonic()
                await asyncio.to_thread(podman, "stop", "--time", "30", place.container(service))
                took_s[service] = round(time.monotonic() - began, 1)
                assert looked_at(service)["State"]["ExitCode"] == 0, service
    print(took_s)
    assert max(took_s.values()) < 10, took_s
