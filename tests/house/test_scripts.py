"""The scripts of the pages: imports lead to scripts, none is written twice, the frame asks for all its own at once."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest

from tests.house.source import ROOT

WEB = ROOT / "app/web/static"
FRONTS = [ROOT / "app/widget/static", ROOT / "app/workbench/static"]
STATIC_IMPORT = re.compile(r'^(?:import|export) (?:[^;"]* from )?"(\.[^"]+)";$', re.MULTILINE)
ANY_IMPORT = re.compile(r'(?:from |import |\bimport\()"(\.[^"]+)"')
PAGE = ROOT / "app/widget/templates/widget/embed.html"
PAGE_SCRIPT = re.compile(r"<script type=\"module\" src=\"\{\{ asset\('([^']+)'\)")
PRELOADED = re.compile(r'\{% for part in (\[[^\]]+\]) %\}<link rel="modulepreload"')
TELLING = 30  # characters from which on two equal lines are no accident
TWICE = 0.6


def found(front: Path, name: str) -> Path:
    """The file that a page of `front` gets for `name`."""
    return WEB / name.removeprefix("shared/") if name.startswith("shared/") else front / name


def imported(front: Path, name: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """The names in `front` of what the script `name` imports."""
    for address in pattern.findall(found(front, name).read_text()):
        path = (front / name).parent / address
        yield path.resolve().relative_to(front.resolve()).as_posix()


def needed(front: Path, name: str) -> set[str]:
    """All that a page must have before the script `name` runs, itself included."""
    known, new = set[str](), {name}
    while new:
        known |= new
        new = {one for script in new for one in imported(front, script, STATIC_IMPORT)} - known
    return known


@pytest.mark.parametrize("front", FRONTS, ids=lambda front: front.parent.name)
def test_every_import_leads_to_a_script(front: Path) -> None:
    names = [path.relative_to(front).as_posix() for path in front.rglob("*.js")]
    names += [f"shared/{path.name}" for path in WEB.glob("*.js")]
    missing = [
        (name, other)
        for name in names
        for other in imported(front, name, ANY_IMPORT)
        if not found(front, other).is_file()
    ]
    assert missing == []


def test_in_a_shop_the_frame_asks_at_once_for_all_that_it_needs_and_for_nothing_else() -> None:
    page, widget = PAGE.read_text(), FRONTS[0]
    listed = PRELOADED.search(page)
    assert listed is not None
    named = set(PAGE_SCRIPT.findall(page))
    preloaded = {f"{name}.js" for name in re.findall(r'"([^"]+)"', listed[1])}
    # The page's own module comes with all that it imports in one.
    there = needed(widget, "embed.js") | named | preloaded
    assert set().union(*(needed(widget, name) for name in there)) == there
    assert preloaded <= {other for name in there for other in imported(widget, name, ANY_IMPORT)}


def lines_of(path: Path) -> set[str]:
    """The lines of a script that say something."""
    lines = {line.strip() for line in path.read_text().splitlines()}
    return {line for line in lines if len(line) > TELLING and not line.startswith(("*", "/*", "//", "import"))}


def test_no_script_is_written_twice() -> None:
    scripts = [(path, lines_of(path)) for path in sorted((ROOT / "app").rglob("static/**/*.js"))]
    twice = [
        (one.relative_to(ROOT).as_posix(), other.relative_to(ROOT).as_posix())
        for (one, mine), (other, others) in combinations(scripts, 2)
        if len(mine & others) > TWICE * min(len(mine), len(others)) and len(mine & others) > 1
    ]
    assert twice == []
