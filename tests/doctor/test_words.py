"""Every code has its words, and every word is needed; a line of the report fits a terminal, in Chinese too."""

import json
import re

import pytest

from app.ai.provider import FailureKind
from app.doctor.finding import Level, broken, exit_code, ok, warn
from app.doctor.report import COLUMNS, arrange, width, wrap, write_json, write_text
from app.doctor.words import WORDS, speak
from app.doctor.words_settings import LABELS
from tests.doctor.told import COMMON, say
from tests.house.source import ROOT, modules

FINDINGS = [
    ok("store_good", product="Redis", version="7.0.15"),
    broken("eviction_unsafe", policy="allkeys-lru"),
    warn("origins_none", shop="demo"),
    ok("fsync_hidden"),
    broken("stream_held", seconds="5", reason=""),
]


def source() -> str:
    return "\n".join(
        module.path.read_text()
        for module in modules("app/doctor")
        if "words" not in module.name and "report" not in module.name
    )


def test_every_code_that_is_found_has_words_and_no_words_are_left_over() -> None:
    kinds: tuple[FailureKind, ...] = FailureKind.__args__  # type: ignore[attr-defined]  # a Literal has them
    command = (ROOT / "app" / "doctor_command.py").read_text("utf-8")
    literals = set(re.findall(r'"([a-z][a-z0-9_]+)"', source() + command))
    assert set(WORDS) <= literals | {f"ai_{kind}" for kind in kinds}
    found = set(re.findall(r'(?:ok|warn|broken)\)?\(\s*"([a-z0-9_]+)"', source()))
    assert found and found <= set(WORDS)


def test_every_check_has_a_label_and_every_label_a_check() -> None:
    assert {words.check for words in WORDS.values()} | {"certificate_file"} == set(LABELS)


def test_lines_to_copy_hold_no_translation() -> None:
    assert say(FINDINGS[1], "zh").paste == say(FINDINGS[1], "en").paste


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_is_aligned_and_fits_eighty_columns(lang: str) -> None:
    lines = write_text(arrange(FINDINGS, speak(lang), COMMON), speak(lang)).splitlines()
    assert [line for line in lines if width(line) > COLUMNS] == []
    said = [say(finding, lang).said for finding in FINDINGS]
    starts = {
        width(line[: line.index(text[:4])]) for text in said for line in lines[: lines.index("")] if text[:4] in line
    }
    assert len(starts) == 1, "what is said begins in one column"
    assert lines.index("") >= len(FINDINGS)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", WORDS)
def test_no_sentence_is_wider_than_a_terminal_and_no_line_to_copy_either(code: str, lang: str) -> None:
    words = WORDS[code]
    names = re.findall(r"%\((\w+)\)", " ".join((words.said, words.cure, *words.paste)))
    told = arrange([warn(code, **(dict.fromkeys(names, "xx") | COMMON))], speak(lang), COMMON)
    lines = write_text(told, speak(lang)).splitlines()
    assert [line for line in lines if width(line) > COLUMNS] == []


def test_the_worst_is_cured_first_and_what_must_be_looked_up_is_not_forgotten() -> None:
    text = write_text(arrange(FINDINGS, speak("en"), COMMON), speak("en"))
    heads = re.findall(r"^\s+\d+\. (\w+) · .* · (\w+)$", text, re.MULTILINE)
    assert heads == [
        ("BROKEN", "eviction_unsafe"),
        ("BROKEN", "stream_held"),
        ("WARN", "origins_none"),
        ("OK", "fsync_hidden"),
    ]
    assert text.endswith("2 broken, 1 to be mended, 2 in order.")
    assert "         redis-cli CONFIG REWRITE" in text.splitlines()


def test_monitoring_gets_stable_codes_beside_the_words() -> None:
    found = json.loads(write_json(arrange(FINDINGS, speak("zh"), COMMON)))
    assert [one["code"] for one in found] == [
        "store_good",
        "fsync_hidden",
        "eviction_unsafe",
        "stream_held",
        "origins_none",
    ]
    unsafe = found[2]
    assert (unsafe["check"], unsafe["level"], unsafe["seen"]) == ("eviction", "broken", {"policy": "allkeys-lru"})
    assert unsafe["paste"][0].startswith("redis-cli ")
    assert set(unsafe) == {"check", "code", "level", "said", "cure", "paste", "seen"}


def test_the_exit_code_is_for_what_is_broken_and_strictly_for_warnings_too() -> None:
    assert [exit_code([ok("demo_off")], is_strict=strict) for strict in (False, True)] == [0, 0]
    assert [exit_code([warn("log_debug")], is_strict=strict) for strict in (False, True)] == [0, 1]
    assert [exit_code([broken("aof_off"), ok("demo_off")], is_strict=strict) for strict in (False, True)] == [1, 1]


def test_words_that_were_never_compiled_are_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(msgid: str, lang: str) -> str:
        raise RuntimeError("not compiled")

    monkeypatch.setattr("app.doctor.words.translate", missing)
    assert speak("zh")("%(used)s of %(room)s are used.", {"used": 1, "room": 2}) == "1 of 2 are used."


def test_lines_are_broken_at_spaces_and_between_chinese_signs_but_never_before_a_stop() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("客服都在忙，您好。", 12) == ["客服都在忙，", "您好。"]
    assert wrap("客服都在忙，您好。", 10) == ["客服都在", "忙，您好。"]
    assert wrap("打开“站点”", 6) == ["打开", "“站点”"]
    assert wrap("把 noeviction 写上", 8) == ["把", "noeviction", "写上"]
    assert wrap("", 10) == [""]
    assert [level.value for level in Level] == ["ok", "warn", "broken"]


def test_what_servers_say_of_themselves_commands_no_terminal() -> None:
    issuer = "\x1b]0;mine\x07\x1b[2J\x9b31m\u202eCA\r\nOK"
    found = warn("certificate_soon", days=3, issuer=issuer, host="chat.test")
    text = write_text(arrange([found], speak("en"), COMMON), speak("en"))
    assert "CA" in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
