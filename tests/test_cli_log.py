"""What the program tells whoever starts it, or is woken by it: what runs where, on what, and that it has ended."""

import io
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.factory import VERSION
from app.settings import Settings
from app.store.schema import CURRENT
from app.web import i18n
from tests.conftest import SECRET
from tests.processes import ROOT, Server, free_port


def events(server: Server, *names: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] in names]


def test_the_log_says_what_serves_and_that_it_has_ended_in_order(server: Server) -> None:
    server.start()
    pid = server.pid
    assert server.stop() == 0
    began, ended = events(server, "serving", "stopped")
    assert {name: began[name] for name in began if name not in {"timestamp", "level", "event"}} == {
        "version": VERSION,
        "pid": pid,
        "workers": 1,
        "address": f"127.0.0.1:{server.port}",
        "store": "embedded",
        "layout": CURRENT,
    }
    assert (began["event"], ended["event"], ended["pid"]) == ("serving", "stopped", pid)


def test_a_killed_server_has_not_stopped(server: Server) -> None:
    server.start()
    server.kill()
    assert [line["event"] for line in events(server, "serving", "stopped")] == ["serving"]


def test_the_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("", "embedded"),
        ("redis://user:s3cret@host:6379/0", "redis"),
        ("rediss://host", "redis"),
        ("unix:///run/redis.sock", "redis"),
        ("redis+sentinel://user:s3cret@host:26379/mymaster", "sentinel"),
        ("rediss+cluster://user:s3cret@host:6379", "cluster"),
    ],
)
def test_the_kind_of_store_is_told_and_nothing_of_its_address(url: str, kind: str) -> None:
    assert cli._store_kind(Settings(redis_url=url, secret_key=SECRET)) == kind


def test_where_there_is_no_demo_shop_none_is_named(server: Server) -> None:
    server.environ["DEMO_SHOP"] = "false"
    server.start()
    said = server.log.read_text()
    assert "Demo shop" not in said
    assert f"  Workbench  {server.base}/agent\n" in said


@pytest.fixture
def _untranslated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A tree in which nobody has compiled the translations."""
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path / "translations")
    i18n.catalogue.cache_clear()
    yield
    i18n.catalogue.cache_clear()


@pytest.mark.usefixtures("_untranslated")
@pytest.mark.parametrize(
    "arguments",
    [["serve"], ["create-agent", "--username", "li", "--password-stdin"]],
    ids=["a server", "a command that is about to complain in words"],
)
def test_translations_that_nobody_compiled_are_one_line(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short"))
    monkeypatch.setattr(cli, "start_logging", lambda *_: None)
    for name, value in {"VAR_DIR": str(tmp_path / "var"), "PORT": str(free_port())}.items():
        monkeypatch.setenv(name, value)
    assert cli.main(arguments) == 2
    written = capsys.readouterr()
    assert written.out == ""
    (line,) = written.err.splitlines()
    assert line.startswith("fiido-kefu: ")
    assert line.endswith("run: make translations")
