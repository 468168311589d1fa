"""What is promised outside is written down: every route is guarded or public, every route and setting documented."""

from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypercorn.config import Config
from quart import Quart
from werkzeug.routing import Rule

from app.auth.guards import GUARD
from app.factory import create_app
from app.server import CONFIG_FILE, ServerFailed, read_config
from app.settings import Settings
from tests.house.source import ROOT
from tests.scripted import ScriptedProvider, echo

FRAMEWORKS_OWN = {"openapi"}


def application() -> Quart:
    return create_app(Settings(redis_url="redis://127.0.0.1:1", secret_key="x" * 32), provider=ScriptedProvider(echo()))


def rules() -> Iterator[Rule]:
    return application().url_map.iter_rules()


def test_every_route_is_guarded_or_public() -> None:
    app = application()
    marked = {rule.endpoint: getattr(app.view_functions[rule.endpoint], GUARD, None) for rule in rules()}
    assert {endpoint for endpoint, guard in marked.items() if guard is None} == FRAMEWORKS_OWN
    assert {guard for guard in marked.values() if guard} <= {"public", "visitor", "agent", "admin"}


@pytest.mark.parametrize("rule", list(rules()), ids=str)
def test_every_route_is_described(rule: Rule) -> None:
    methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    described = (ROOT / "docs" / "interface.md").read_text("utf-8")
    assert f"`{' '.join(methods)} {rule.rule}`" in described


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for field in fields(Settings):
        row = next((line for line in readme.splitlines() if line.startswith(f"| `{field.name.upper()}`")), "")
        assert row, f"{field.name.upper()} is not in README.md's table"
        default = field.default
        shown = (
            ",".join(default)
            if isinstance(default, tuple)
            else str(default).lower()
            if isinstance(default, bool)
            else str(default or "")
        )
        assert f"`{shown}`" in row or not shown, f"{field.name.upper()}: the default {shown!r} is not in its row"


def test_the_readme_names_no_setting_that_is_none() -> None:
    names = {field.name.upper() for field in fields(Settings)}
    rows = [
        line.split("`")[1] for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| `")
    ]
    assert {name for name in rows if name.isupper()} == names


def test_every_key_of_the_server_configuration_is_real() -> None:
    config = read_config(CONFIG_FILE)
    assert isinstance(config, Config)


def test_a_misspelt_key_of_the_server_configuration_is_refused(tmp_path: object) -> None:
    path = ROOT.__class__(str(tmp_path)) / "hypercorn.toml"
    path.write_text("keep_alive_timout = 75\n")
    with pytest.raises(ServerFailed, match="keep_alive_timout"):
        read_config(path)


def test_every_verb_of_the_makefile_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    for verb in ("run", "test", "bench", "soak", "help"):
        assert f"\n{verb}:" in makefile
        assert f"make {verb}" in readme
