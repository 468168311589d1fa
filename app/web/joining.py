"""ES modules joined into one file, as browsers on the road like them; the sources stay small and apart, unbuilt.

A source imports by `import { name, … } from "./file.js"` and exports by `export` before const, class or function; names
that modules export are unique among those that are joined.
"""

import posixpath
import re
from collections.abc import Callable

IMPORT = re.compile(r'^import \{[^}]*\} from "(\.[^"]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)


def needed_by(entry: str, read: Callable[[str], str]) -> list[str]:
    """The module `entry` and all that it imports, each after those that it needs itself, by their names."""
    found: list[str] = []

    def visit(name: str, above: frozenset[str]) -> None:
        for path in IMPORT.findall(read(name)):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            if other not in above | set(found):
                visit(other, above | {name})
        if name not in found:
            found.append(name)

    visit(entry, frozenset())
    return found


def body_of(text: str) -> str:
    """A module's text without what binds it to others."""
    return EXPORT.sub("", IMPORT.sub("", text))


def join(entry: str, read: Callable[[str], str]) -> dict[str, str]:
    """The module `entry` with all that it imports in one, and in place of each of these one that hands on its names.

    So modules that are fetched later find the same instances by the same addresses. Raises ValueError where two
    modules export one name.
    """
    *others, _ = needed_by(entry, read)
    names = {name: EXPORT.findall(read(name)) for name in others}
    everything = [one for exported in names.values() for one in exported]
    if len(everything) != len(set(everything)):
        raise ValueError(f"{entry} joins modules that export the same name")
    rooms = [_room(body_of(read(name)), ",".join(names[name])) for name in others]
    whole = "\n".join([*rooms, IMPORT.sub("", read(entry)), f"export{{{','.join(everything)}}};\n"])
    return {entry: whole} | {name: _stand_in(entry, name, names[name]) for name in others}


def _room(body: str, exported: str) -> str:
    """A module as a room of its own, out of which only `exported` (names with commas) is seen."""
    return f"const{{{exported}}}=(()=>{{\n{body}\nreturn{{{exported}}}}})();"


def _stand_in(entry: str, name: str, exported: list[str]) -> str:
    path = posixpath.relpath(entry, posixpath.dirname(name) or ".")
    return f'export{{{",".join(exported)}}}from"./{path}";\n'
