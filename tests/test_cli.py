"""The command line: what is wrong is one line and exit code 2; what is right says where it listens."""

import json
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.server import ServerFailed, read_config
from app.store import embedded
from tests.conftest import SECRET
from tests.processes import Server, free_port, run_command

OPENAI = {"AI_PROVIDER": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_MODEL": "none"}


def _check_refusal(outcome: subprocess.CompletedProcess[str], *words: str) -> None:
    assert outcome.returncode == 2, outcome
    assert outcome.stdout == ""
    lines = outcome.stderr.splitlines()
    assert len(lines) == 1, outcome.stderr
    assert lines[0].startswith("fiido-kefu: ")
    for word in words:
        assert word in lines[0]


REFUSED: dict[str, tuple[dict[str, str], list[str]]] = {
    "no SECRET_KEY with a REDIS_URL": ({"REDIS_URL": "redis://127.0.0.1:1"}, ["SECRET_KEY", "openssl rand"]),
    "a short SECRET_KEY": ({"REDIS_URL": "redis://127.0.0.1:1", "SECRET_KEY": "short"}, ["SECRET_KEY", "32"]),
    "Redis unreachable": ({"REDIS_URL": "redis://127.0.0.1:1/0", "SECRET_KEY": SECRET}, ["REDIS_URL"]),
    "Redis at an unknown host": (
        {"REDIS_URL": "redis://no-such-host.invalid:6379", "SECRET_KEY": SECRET},
        ["REDIS_URL"],
    ),
    "no Redis socket": ({"REDIS_URL": "unix:///nowhere/redis.sock", "SECRET_KEY": SECRET}, ["REDIS_URL"]),
    "a REDIS_URL of another kind": ({"REDIS_URL": "http://127.0.0.1", "SECRET_KEY": SECRET}, ["REDIS_URL"]),
    "a REDIS_URL with a port that is none": (
        {"REDIS_URL": "redis://:s3cret-word@127.0.0.1:port/0", "SECRET_KEY": SECRET},
        ["REDIS_URL"],
    ),
    "an AI that we do not know": ({"AI_PROVIDER": "gemini"}, ["AI_PROVIDER", "faq, coze or openai"]),
    "coze without a bot": ({"AI_PROVIDER": "coze", "COZE_API_TOKEN": "pat_x"}, ["COZE_BOT_ID"]),
    "coze without a token": ({"AI_PROVIDER": "coze", "COZE_BOT_ID": "7"}, ["COZE_API_TOKEN"]),
    "coze with half an OAuth app": (
        {"AI_PROVIDER": "coze", "COZE_BOT_ID": "7", "COZE_OAUTH_CLIENT_ID": "1"},
        ["COZE_OAUTH_PUBLIC_KEY_ID", "COZE_OAUTH_PRIVATE_KEY_FILE"],
    ),
    "coze with a key that is not there": (
        {
            "AI_PROVIDER": "coze",
            "COZE_BOT_ID": "7",
            "COZE_OAUTH_CLIENT_ID": "1",
            "COZE_OAUTH_PUBLIC_KEY_ID": "2",
            "COZE_OAUTH_PRIVATE_KEY_FILE": "/nowhere/key.pem",
        },
        ["COZE_OAUTH_PRIVATE_KEY_FILE", "/nowhere/key.pem"],
    ),
    "coze with a key that is none": (
        {
            "AI_PROVIDER": "coze",
            "COZE_BOT_ID": "7",
            "COZE_OAUTH_CLIENT_ID": "1",
            "COZE_OAUTH_PUBLIC_KEY_ID": "2",
            "COZE_OAUTH_PRIVATE_KEY_FILE": "README.md",
        },
        ["key"],
    ),
    "openai without an address": ({"AI_PROVIDER": "openai"}, ["OPENAI_BASE_URL", "OPENAI_MODEL"]),
    "openai without a model": ({**OPENAI, "OPENAI_MODEL": ""}, ["OPENAI_MODEL"]),
    "a PORT that is no number": ({"PORT": "http"}, ["PORT", "'http'"]),
    "a PORT that is too high": ({"PORT": "70000"}, ["PORT"]),
    "a HOST that is not ours": ({"HOST": "203.0.113.1"}, ["203.0.113.1"]),
    "a HOST that is no address": ({"HOST": "no-such-host.invalid"}, ["no-such-host.invalid"]),
    "a LOG_LEVEL that we do not know": ({"LOG_LEVEL": "loud"}, ["LOG_LEVEL"]),
    "origins that are none": ({"ALLOWED_ORIGINS": "shop.example.com"}, ["ALLOWED_ORIGINS"]),
    "a VAR_DIR that cannot be made": ({"VAR_DIR": "/dev/null/var"}, ["/dev/null/var"]),
    "a VAR_DIR that is a file": ({"VAR_DIR": "README.md"}, ["README.md"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_start_that_cannot_succeed_says_why_in_one_line(name: str, tmp_path: Path) -> None:
    environ, words = REFUSED[name]
    rest = {"VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port())} | ({} if "AI_PROVIDER" in environ else OPENAI)
    outcome = run_command("serve", **(rest | environ))
    _check_refusal(outcome, *words)
    assert "s3cret-word" not in outcome.stderr
    assert SECRET not in outcome.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcome = run_command("serve", VAR_DIR=str(tmp_path), PORT=str(port), **OPENAI)
    _check_refusal(outcome, str(port), "PORT")
    assert not embedded._answers(embedded.socket_path(tmp_path))


def test_a_key_that_hypercorn_does_not_know_is_refused(tmp_path: Path) -> None:
    config = tmp_path / "hypercorn.toml"
    config.write_text("keep_alive_timout = 5\n")
    with pytest.raises(ServerFailed, match="keep_alive_timout"):
        read_config(config)
    config.write_text("keep_alive_timeout =\n")
    with pytest.raises(ServerFailed, match=r"hypercorn\.toml cannot be read"):
        read_config(config)


def test_what_we_ship_for_hypercorn_is_what_streams_need() -> None:
    config = read_config()
    assert config.keep_alive_max_requests >= 1_000_000
    assert config.h2_max_concurrent_streams >= 100
    assert config.read_timeout is None
    assert config.keep_alive_timeout > 60


def test_without_a_command_it_says_which_there_are() -> None:
    outcome = run_command()
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "serve" in run_command("--help").stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server on an embedded store of its own, which is gone afterwards."""
    var_dir = tmp_path / "var"
    server = Server(tmp_path / "log", {"VAR_DIR": str(var_dir), **OPENAI})
    yield server
    if server.process and server.process.poll() is None:
        server.kill()
    if embedded._answers(embedded.socket_path(var_dir)):
        embedded._stop(embedded.socket_path(var_dir))


def _socket(server: Server) -> Path:
    return embedded.socket_path(Path(server.environ["VAR_DIR"]))


def _say(server: Server, text: str) -> str:
    """Open a session and say something; returns the token."""
    token: str = httpx.post(f"{server.base}/api/chat/session", json={}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.post(f"{server.base}/api/chat", json={"message": text}, headers=headers).status_code == 202
    return token


def _said(server: Server, token: str) -> list[str]:
    answer = httpx.get(f"{server.base}/api/chat/messages", headers={"Authorization": f"Bearer {token}"})
    return [message["text"] for message in answer.json()["messages"] if message["role"] == "visitor"]


def test_it_says_where_shop_workbench_and_health_are_and_they_are_there(server: Server) -> None:
    server.start()
    banner = [line for line in server.log.read_text().splitlines() if not line.startswith("{")]
    addresses = [word for line in banner for word in line.split() if word.startswith("http")]
    assert addresses == [f"{server.base}/", f"{server.base}/agent", f"{server.base}/api/health/ready"]
    for address in addresses:
        assert httpx.get(address, headers={"Accept": "text/html"}).status_code == 200
    assert server.stop() == 0
    rest = [line for line in server.log.read_text().splitlines() if line.strip() and line not in banner]
    assert all(json.loads(line)["level"] in {"INFO", "WARNING"} for line in rest)


def test_the_addresses_are_those_that_visitors_use(server: Server) -> None:
    server.environ["PUBLIC_URL"] = "https://kefu.example.com/"
    server.start()
    assert "https://kefu.example.com/agent" in server.log.read_text()


def test_an_orderly_stop_stops_the_store_and_the_next_start_finds_everything(server: Server) -> None:
    server.start()
    token = _say(server, "keep this")
    assert embedded._answers(_socket(server))
    assert server.stop() == 0
    assert not embedded._answers(_socket(server))
    server.start()
    assert _said(server, token) == ["keep this"]


def test_a_killed_server_leaves_the_store_and_the_next_one_takes_it_over(server: Server) -> None:
    server.start()
    token = _say(server, "keep this")
    server.kill()
    assert embedded._answers(_socket(server))
    server.start()
    assert _said(server, token) == ["keep this"]
    assert server.stop() == 0
    assert not embedded._answers(_socket(server))


def test_two_servers_share_the_store_and_the_last_one_stops_it(server: Server, tmp_path: Path) -> None:
    server.start()
    token = _say(server, "to the first")
    second = Server(tmp_path / "second.log", server.environ)
    second.start()
    try:
        assert _said(second, token) == ["to the first"]
        assert server.stop() == 0
        assert _said(second, token) == ["to the first"]
    finally:
        assert second.stop() == 0
    assert not embedded._answers(_socket(server))


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(server: Server) -> None:
    server.start()
    path = Path(server.environ["VAR_DIR"]) / "secret_key"
    secret = path.read_text()
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0
    assert secret not in server.log.read_text()
    server.stop()
    server.start()
    assert path.read_text() == secret


def test_a_damaged_secret_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    outcome = run_command("serve", VAR_DIR=str(tmp_path), PORT=str(free_port()), **OPENAI)
    _check_refusal(outcome, "secret_key")
    assert not embedded._answers(embedded.socket_path(tmp_path))


def test_ctrl_c_is_as_orderly_as_sigterm(server: Server) -> None:
    server.start()
    server.signal(signal.SIGINT)
    assert server.wait() == 0
    assert not embedded._answers(_socket(server))
