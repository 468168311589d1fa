"""Every word a person sees exists in Chinese and in English."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.web.sentences import ERRORS, NOTICES, NOTICES_FOR_AGENTS
from tests.house.source import ROOT, modules

CJK = re.compile(r"[\u4e00-\u9fff]")


def catalogue(lang: str) -> Catalog:
    with (ROOT / "translations" / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=lang)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[object]:
    pot = tmp_path_factory.mktemp("i18n") / "messages.pot"
    pybabel = Path(sys.executable).parent / "pybabel"
    command = [str(pybabel), "-q", "extract", "-F", "babel.cfg", "-k", "N_", "-k", "translate", "-o", str(pot), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with pot.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_catalogues_hold_what_the_program_says_and_nothing_else(lang: str, extracted: set[object]) -> None:
    assert {message.id for message in catalogue(lang) if message.id} == extracted


def test_every_word_exists_in_chinese() -> None:
    texts = {message.id: message.string for message in catalogue("zh") if message.id}
    empty = [said for said, text in texts.items() if not text or not all(text if isinstance(text, tuple) else [text])]
    assert empty == []


def test_no_translation_is_fuzzy_or_breaks_its_placeholders() -> None:
    for lang in ("zh", "en"):
        for message in catalogue(lang):
            assert not (message.fuzzy and message.id), message.id
            assert not list(message.check()), message.id


def test_chinese_is_written_with_full_width_punctuation() -> None:
    halves = re.compile(r"[\u4e00-\u9fff][,.!?;:]|[,!?;][\u4e00-\u9fff]")
    found = [m.string for m in catalogue("zh") if m.id and isinstance(m.string, str) and halves.search(m.string)]
    assert found == []


def test_no_chinese_stands_in_code_that_is_shown_untranslated() -> None:
    front = ("app.web", "app.widget", "app.workbench", "app.ops", "app.desk", "app.events")
    found = [
        module.name for module in modules() if module.name.startswith(front) and CJK.search(module.path.read_text())
    ]
    assert found == []


def test_scripts_hold_no_chinese_at_all() -> None:
    scripts = [*(ROOT / "app").rglob("*.js"), *(ROOT / "app").rglob("*.css")]
    allowed = re.compile(r"Noto Sans CJK|PingFang|YaHei")
    assert [path.name for path in scripts if CJK.search(allowed.sub("", path.read_text()))] == []


def test_every_code_has_its_sentence() -> None:
    source = "\n".join(module.path.read_text() for module in modules())
    codes = set(re.findall(r'code = "([A-Z_]+)"', source)) - {"CONFLICT", "TURN_LOST"}
    assert codes <= set(ERRORS)
    said = "\n".join(one.path.read_text() for one in modules() if one.name != "app.web.sentences")
    named = set(re.findall(r'"(ai_(?:unavailable|interrupted|no_answer))"', said))
    named |= set(re.findall(r'notice\(\s*"([a-z_]+)"', said))
    assert named <= set(NOTICES)
    assert set(NOTICES_FOR_AGENTS) == set(NOTICES)
    assert [code for code in NOTICES if f'"{code}"' not in said and not code.startswith("closed_by_")] == []


def test_no_agent_is_spoken_to_as_the_visitor() -> None:
    """What the system says has happened to the visitor, and agents read it too."""
    ours = re.compile(r"\b(you|your|please|we|our)\b", re.IGNORECASE)
    assert [said for said in NOTICES_FOR_AGENTS.values() if ours.search(said)] == []
    chinese = {message.id: message.string for message in catalogue("zh")}
    assert [said for said in NOTICES_FOR_AGENTS.values() if "您" in str(chinese[said])] == []
