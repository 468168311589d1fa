"""The program as its operator starts and stops it, with the embedded store that it brings along."""

import json
import os
import signal
import stat
import time
from pathlib import Path

import httpx
import pytest
import redis

from app.store import embedded
from tests.conftest import SECRET
from tests.processes import Server, free_port, run_command

OPENAI = {"AI_PROVIDER": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_MODEL": "none"}

MISSING = {
    "the secret key": ({"REDIS_URL": "redis://127.0.0.1:1", **OPENAI}, "SECRET_KEY"),
    "Redis": ({"REDIS_URL": "redis://127.0.0.1:1", "SECRET_KEY": SECRET, **OPENAI}, "REDIS_URL"),
    "the secrets of coze": ({"AI_PROVIDER": "coze", "COZE_BOT_ID": "7"}, "COZE_API_TOKEN"),
    "the settings of openai": ({"AI_PROVIDER": "openai"}, "OPENAI_BASE_URL"),
}


@pytest.mark.parametrize("what", MISSING)
def test_where_something_is_missing_it_ends_with_one_line_and_exit_code_2(what: str, tmp_path: Path) -> None:
    environ, word = MISSING[what]
    outcome = run_command("serve", timeout_s=30, **(environ | {"VAR_DIR": str(tmp_path), "PORT": str(free_port())}))
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert len(outcome.stderr.splitlines()) == 1
    assert outcome.stderr.startswith("fiido-kefu: ")
    assert word in outcome.stderr


def test_without_a_command_it_says_which_there_are() -> None:
    outcome = run_command()
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert "serve" in run_command("--help").stdout


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
    assert addresses[:3] == [f"{server.base}/", f"{server.base}/agent", f"{server.base}/api/health/ready"]
    assert [address.partition("#")[0] for address in addresses[3:]] == [f"{server.base}/agent/setup"]
    for address in addresses:
        assert httpx.get(address, headers={"Accept": "text/html"}, follow_redirects=True).status_code == 200
    assert server.stop() == 0
    rest = [line for line in server.log.read_text().splitlines() if line.strip() and line not in banner]
    assert all(json.loads(line)["level"] in {"INFO", "WARNING"} for line in rest)


@pytest.mark.parametrize("host", ["", "mail.example.com"])
def test_where_no_letters_can_be_sent_the_log_says_so_from_the_start(server: Server, host: str) -> None:
    server.environ |= {"SMTP_HOST": host, "SMTP_FROM": "kefu@example.com"} if host else {}
    server.start()
    server.stop()
    told = [line for line in server.log.read_text().splitlines() if '"mail_off"' in line]
    assert ["SMTP_HOST" in json.loads(line)["reason"] for line in told] == ([] if host else [True])


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


def _pid_of_store(server: Server) -> int:
    with redis.Redis(unix_socket_path=str(_socket(server))) as store:
        return int(store.info("server")["process_id"])


def test_a_store_that_was_killed_is_started_again_with_all_that_was_acknowledged(server: Server) -> None:
    server.start()
    with httpx.Client(base_url=server.base, timeout=20) as http:
        opened = http.post("/api/chat/session", json={"shop": "demo"}).json()
        http.headers["Authorization"] = f"Bearer {opened['token']}"
        said = {"message": "before", "client_id": "c1"}
        assert http.post("/api/chat", json=said).status_code == 202
        os.kill(_pid_of_store(server), signal.SIGKILL)
        ends = time.monotonic() + 20
        while http.get("/api/health/ready").status_code != 200:
            assert time.monotonic() < ends
            time.sleep(0.05)
        assert http.post("/api/chat", json=said).status_code == 202
        kept = http.get("/api/chat/messages").json()["messages"]
    assert [message["text"] for message in kept if message["role"] == "visitor"] == ["before"]
    assert '"store_revived"' in server.log.read_text()
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


def test_ctrl_c_is_as_orderly_as_sigterm(server: Server) -> None:
    server.start()
    server.signal(signal.SIGINT)
    assert server.wait() == 0
    assert not embedded._answers(_socket(server))
