"""Modules joined into one: each once, after what it needs, in a room of its own, and found again by who comes later."""

import pytest

from app.web.joining import body_of, join, needed_by

SOURCES = {
    "page.js": 'import { hello } from "./shared/words.js";\nimport { Door } from "./door.js";\n\nnew Door(hello);\n',
    "door.js": 'import { count } from "./shared/count.js";\n\nconst own = 1;\nexport class Door {}\n',
    "shared/words.js": 'import {\n  count,\n} from "./count.js";\n\nconst own = 2;\nexport const hello = own;\n',
    "shared/count.js": "export function count() {}\nexport async function more() {}\n",
}


def read(name: str) -> str:
    return SOURCES[name]


def test_each_module_stands_once_and_after_what_it_needs() -> None:
    assert needed_by("page.js", read) == ["shared/count.js", "shared/words.js", "door.js", "page.js"]


def test_modules_that_need_each_other_are_joined_all_the_same() -> None:
    circle = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = 2;\n',
    }
    assert needed_by("a.js", circle.__getitem__) == ["b.js", "a.js"]


def test_what_is_private_to_a_module_stays_in_its_room() -> None:
    whole = join("page.js", read)["page.js"]
    assert whole.count("const own") == 2
    assert "const{hello}=(()=>{" in whole
    assert "return{hello}})();" in whole
    assert 'from "' not in whole
    assert whole.endswith("export{count,more,hello,Door};\n")


def test_who_comes_later_finds_the_same_instance_by_the_same_address() -> None:
    found = join("page.js", read)
    assert found["shared/count.js"] == 'export{count,more}from"./../page.js";\n'
    assert found["door.js"] == 'export{Door}from"./page.js";\n'


def test_a_name_that_two_modules_export_is_refused() -> None:
    twice = SOURCES | {"door.js": "export const hello = 1;\nexport class Door {}\n"}
    with pytest.raises(ValueError, match="same name"):
        join("page.js", twice.__getitem__)


def test_a_body_binds_to_nothing() -> None:
    assert body_of(SOURCES["shared/words.js"]) == "\nconst own = 2;\nconst hello = own;\n"
