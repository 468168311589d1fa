"""The shops from the operator's side: `python -m app shop ...`, beside a running server and without one."""

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.processes import Server, run_command


def shop(server: Server, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m app shop ...` with `text` on its standard input."""
    environ = server.environ | {"PUBLIC_URL": "https://kefu.example"}
    return run_command("shop", *arguments, said=text, timeout_s=60, **environ)


def done(outcome: subprocess.CompletedProcess[str]) -> str:
    assert (outcome.returncode, outcome.stderr) == (0, "")
    return outcome.stdout


CREATE = ("create", "bikes", "--name-zh", "单车店", "--name-en", "Bikes", "--origin", "https://Bikes.example/")


def test_a_shop_is_made_shown_and_changed_without_a_server(server: Server, tmp_path: Path) -> None:
    made = json.loads(done(shop(server, *CREATE)))
    assert (made["id"], made["origins"]) == ("bikes", ["https://bikes.example"])
    assert done(shop(server, "list")).splitlines()[1:] == ["bikes\tBikes\t单车店\thttps://bikes.example"]
    done(shop(server, "set", "bikes", "--origin", "https://*.bikes.example"))
    file = tmp_path / "shop.json"
    file.write_text(json.dumps({"texts": {"welcome": {"zh": "您好"}}, "retention_days": 7}), "utf-8")
    changed = json.loads(done(shop(server, "set", "bikes", str(file))))
    assert changed["origins"] == ["https://bikes.example", "https://*.bikes.example"]
    assert (changed["texts"]["welcome"], changed["retention_days"]) == ({"zh": "您好", "en": ""}, 7)
    shown = done(shop(server, "show", "bikes"))
    assert json.loads(shown) == changed
    assert json.loads(done(shop(server, "set", "demo", text=shown))) == changed | {"id": "demo"}


def test_a_secret_stays_until_it_is_renewed_and_a_snippet_leads_to_the_server(server: Server) -> None:
    done(shop(server, *CREATE))
    first, again = (done(shop(server, "secret", "bikes")) for _ in range(2))
    renewed = done(shop(server, "secret", "bikes", "--renew"))
    assert first == again != renewed
    assert len(renewed.strip()) == 43
    snippets = done(shop(server, "snippet", "bikes"))
    assert '<script src="https://kefu.example/sdk/fiido-kefu.js" data-shop="bikes"' in snippets
    assert "https://kefu.example/embed?shop=bikes" in snippets


def test_a_running_server_knows_at_once(server: Server) -> None:
    server.start()
    done(shop(server, *CREATE))
    headers = {"Referer": "https://bikes.example/", "Sec-Fetch-Dest": "iframe"}
    page = httpx.get(f"{server.base}/embed", headers=headers)
    assert (page.status_code, 'data-shop="bikes"' in page.text) == (200, True)


@pytest.mark.parametrize(
    ("arguments", "text", "said"),
    [
        (("show", "none"), "", "There is no such shop."),
        (("create", "demo", "--name-zh", "店", "--name-en", "Shop"), "", "id: There is a shop with this id already."),
        ((*CREATE[:6], "--origin", "bikes.example"), "", "origins.0: That is not a site's address."),
        (
            ("set", "demo"),
            '{"looks": {"z_index": 0}}',
            "looks.z_index: Please choose a number between 1 and 2147483647.",
        ),
        (("set", "demo"), '{"look": {}}', "look: These settings cannot be read."),
        (("set", "demo"), "[]", "settings: These settings cannot be read."),
        (("set", "demo"), "{", "Standard input holds no JSON"),
        (("set", "demo", "/nowhere/shop.json"), "", "/nowhere/shop.json cannot be read: No such file or directory."),
    ],
)
def test_what_cannot_be_is_one_line_that_says_where(
    arguments: tuple[str, ...], text: str, said: str, server: Server
) -> None:
    outcome = shop(server, *arguments, text=text)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(f"fiido-kefu: {said}")
    assert len(outcome.stderr.splitlines()) == 1
