"""Static files: kept for ever under a version of their content, and one room of scripts for every front."""

import re
from pathlib import Path

import pytest
from quart import Blueprint, Quart

from app.settings import Settings
from app.web.assets import FOR_EVER, SHARED_FOLDER, Assets
from tests.live import serving
from tests.scripted import ScriptedProvider, echo


def front(app: Quart, name: str, folder: Path, shared: Path) -> Assets:
    """A front room of `app` with the files of `folder`."""
    blueprint = Blueprint(name, __name__)
    assets = Assets(blueprint, folder, shared)
    app.register_blueprint(blueprint)
    return assets


@pytest.fixture
def rooms(tmp_path: Path) -> tuple[Path, Path]:
    """The files of a front room, and those of all."""
    own, shared = tmp_path / "own", tmp_path / "shared"
    for folder in (own, own / "desk", shared):
        folder.mkdir()
    (own / "page.js").write_text('import { said } from "./shared/words.js";\n// why\nconsole.log(said);\n')
    (own / "desk" / "main.js").write_text('import "../shared/words.js";\n')
    (shared / "words.js").write_text('export const said = "hello";\n')
    return own, shared


async def test_each_front_has_the_shared_files_below_its_own_address(rooms: tuple[Path, Path]) -> None:
    app = Quart(__name__)
    one, other = front(app, "one", *rooms), front(app, "other", *rooms)
    for assets in (one, other):
        url = assets.url("shared/words.js")
        assert url.startswith(assets.url("page.js").rsplit("/", 1)[0])
        answer = await app.test_client().get(url, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Cache-Control"] == FOR_EVER
        plain = await app.test_client().get(url)
        assert await plain.get_data() == b'export const said="hello";'


async def test_the_address_changes_with_a_shared_file_too(rooms: tuple[Path, Path]) -> None:
    before = front(Quart(__name__), "one", *rooms).version
    assert front(Quart(__name__), "one", *rooms).version == before
    (rooms[1] / "words.js").write_text('export const said = "goodbye";\n')
    assert front(Quart(__name__), "one", *rooms).version != before


async def test_an_old_address_is_answered_and_not_kept(rooms: tuple[Path, Path]) -> None:
    app = Quart(__name__)
    front(app, "one", *rooms)
    answer = await app.test_client().get("/assets/one/old/shared/words.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


async def test_who_asks_for_just_one_version_is_told_where_it_is_not(rooms: tuple[Path, Path]) -> None:
    app = Quart(__name__)
    assets = front(app, "one", *rooms)
    exact = {"X-Exact-Version": "yes"}
    assert (await app.test_client().get(assets.url("shared/words.js"), headers=exact)).status_code == 200
    assert (await app.test_client().get("/assets/one/old/shared/words.js", headers=exact)).status_code == 404


async def test_a_page_can_name_all_modules_of_its_folders(rooms: tuple[Path, Path]) -> None:
    assets = front(Quart(__name__), "one", *rooms)
    assert assets.scripts("desk", "shared") == ["desk/main.js", "shared/words.js"]


async def test_the_widget_and_the_workbench_run_the_same_scripts(settings: Settings) -> None:
    async with serving(settings, ScriptedProvider(echo())) as live, live.client() as http:
        pages = [(await http.get(path)).text for path in ("/embed", "/agent/sign-in")]
        for page in pages:
            prefix = re.findall(r"/assets/\w+/\w+/", page)[0]
            for path in SHARED_FOLDER.glob("*.js"):
                assert (await http.get(f"{prefix}shared/{path.name}")).headers["Cache-Control"] == FOR_EVER
