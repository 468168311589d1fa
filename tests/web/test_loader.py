"""The loader as it is made: light, in both languages, without anything that a strict page forbids."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest

from app.web.loader import CHAT_WORDS, LOADER_WORDS, Loader

LIMIT_BYTES = 4_096
FORBIDDEN = re.compile(
    r"\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|document\.cookie|<style|onmessage"
    r"|srcdoc|indexedDB|XMLHttpRequest|sendBeacon|WebSocket|postMessage\([^)]*\"\*\""
)


@pytest.fixture
def sources(project: Path) -> Path:
    return project / "app" / "widget" / "loader"


@pytest.fixture
def loader(sources: Path) -> Loader:
    return Loader(sources)


def test_the_script_that_every_page_loads_is_within_its_four_kilobytes(loader: Loader) -> None:
    assert len(gzip.compress(loader.script, 9, mtime=0)) <= LIMIT_BYTES


def test_it_does_nothing_that_a_strict_page_forbids(loader: Loader) -> None:
    for name, content in loader.files.items():
        assert FORBIDDEN.search(content.decode()) is None, name


def test_every_word_is_there_in_both_languages(loader: Loader) -> None:
    for content, words in ((loader.script, LOADER_WORDS), (loader.chat, CHAT_WORDS)):
        found = re.search(r"const WORDS=(\{.*?\}\});?", content.decode())
        assert found is not None
        said = json.loads(found[1])
        assert said["en"] == words
        assert set(said["zh"]) == set(words)
        assert all(said["zh"][key] != said["en"][key] for key in words)


def test_no_import_is_left_but_that_of_the_rest_by_its_content(loader: Loader) -> None:
    assert re.findall(r"\bimport\b.{0,40}", loader.chat.decode()) == []
    assert len(re.findall(r"\bimport\(", loader.script.decode())) == 1
    assert f'"/sdk/{loader.chat_name}"' in loader.script.decode()
    assert re.findall(r"\bexport\b.{0,12}", loader.chat.decode()) == ["export class Chat{"]


def test_a_change_anywhere_gives_new_names_and_a_new_integrity(sources: Path, tmp_path: Path, loader: Loader) -> None:
    shutil.copytree(sources, tmp_path / "changed")
    frame = tmp_path / "changed" / "frame.js"
    frame.write_text(frame.read_text("utf-8").replace("20000", "20001"), "utf-8")
    changed = Loader(tmp_path / "changed")
    assert changed.chat_name != loader.chat_name
    assert changed.path != loader.path
    assert changed.integrity != loader.integrity
