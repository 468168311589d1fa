"""Settings that cannot work: each is one line on standard error that says what to do, and exit code 2."""

import socket
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from app import cli
from app.server import read_config
from app.settings import Settings
from app.store import embedded
from tests.conftest import SECRET
from tests.processes import free_port

OPENAI = {"AI_PROVIDER": "openai", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_MODEL": "none"}

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
            "COZE_OAUTH_PRIVATE_KEY_FILE": "pyproject.toml",
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
    "a VAR_DIR that is a file": ({"VAR_DIR": "pyproject.toml"}, ["pyproject.toml"]),
}


@pytest.fixture
def start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[dict[str, str]], str]:
    """Try to serve with these settings alone; returns the one line of the refusal."""
    for name in fields(Settings):
        monkeypatch.delenv(name.name.upper(), raising=False)
    monkeypatch.setattr(cli, "start_logging", lambda _: None)

    def attempt(environ: dict[str, str]) -> str:
        rest = {"VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port())}
        for name, value in (rest | ({} if "AI_PROVIDER" in environ else OPENAI) | environ).items():
            monkeypatch.setenv(name, value)
        assert cli.main(["serve"]) == 2
        written = capsys.readouterr()
        assert written.out == ""
        line = written.err.removesuffix("\n")
        assert line.startswith("fiido-kefu: ")
        assert "\n" not in line
        return line

    return attempt


@pytest.mark.parametrize("name", REFUSED)
def test_a_start_that_cannot_succeed_says_why_in_one_line(
    name: str, start: Callable[[dict[str, str]], str], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ, words = REFUSED[name]
    monkeypatch.chdir(project)
    line = start(environ)
    for word in words:
        assert word in line
    assert "s3cret-word" not in line
    assert SECRET not in line


def test_a_key_that_hypercorn_does_not_know_is_refused(
    tmp_path: Path, start: Callable[[dict[str, str]], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "hypercorn.toml"
    monkeypatch.setattr(cli, "read_config", lambda: read_config(config))
    for text, words in (("keep_alive_timout = 5", "keep_alive_timout"), ("keep_alive_timeout =", "cannot be read")):
        config.write_text(text)
        line = start({})
        assert words in line
        assert "hypercorn.toml" in line


def test_no_store_is_left_running_by_a_start_that_failed(
    tmp_path: Path, start: Callable[[dict[str, str]], str]
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("")
    assert "secret_key" in start({})
    assert not embedded._answers(embedded.socket_path(tmp_path / "var"))


def test_a_port_in_use_is_named(start: Callable[[dict[str, str]], str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = start({"PORT": port})
    assert port in line
    assert "PORT" in line


def test_what_we_ship_for_hypercorn_is_what_streams_need() -> None:
    config = read_config()
    assert config.keep_alive_max_requests >= 1_000_000
    assert config.h2_max_concurrent_streams >= 100
    assert config.read_timeout is None
    assert config.keep_alive_timeout > 60
