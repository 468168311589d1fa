"""Small rooms: how long modules and functions may be, and that each module says what it is."""

import ast
from statistics import median, quantiles

import pytest

from tests.house.source import ROOT, Module, modules

MODULE_MEDIAN, MODULE_MAX = 90, 250
FUNCTION_MEDIAN, FUNCTION_P90, FUNCTION_MAX = 9, 26, 45
SCRIPT_MAX = 200


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_module_says_what_it_is_and_is_small(module: Module) -> None:
    assert module.lines <= MODULE_MAX
    assert (ast.get_docstring(module.tree) or "").strip(), f"{module.name} has no docstring"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_no_function_is_long(module: Module) -> None:
    assert [f"{name}: {lines}" for name, lines in module.functions() if lines > FUNCTION_MAX] == []


def test_most_modules_and_functions_are_small() -> None:
    lengths = [lines for module in modules() for _, lines in module.functions()]
    assert median(module.lines for module in modules()) <= MODULE_MEDIAN
    assert median(lengths) <= FUNCTION_MEDIAN
    assert quantiles(lengths, n=10)[-1] <= FUNCTION_P90


def test_scripts_and_styles_are_small() -> None:
    files = sorted((ROOT / "app").rglob("static/**/*.js"))
    assert files
    assert [path.name for path in files if path.read_text().count("\n") > SCRIPT_MAX] == []


def test_names_say_what_things_are() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}
    assert [module.name for module in modules() if vague & set(module.name.replace("_", ".").split("."))] == []


def test_no_error_is_swallowed() -> None:
    found = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body):
                broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id.endswith("Exception"))
                found += [f"{module.name}:{node.lineno}"] if broad else []
    assert found == []
