"""The YAML files of an FAQ folder, read as they are, with an error that names the file; their content is not judged."""

from pathlib import Path

import yaml

# The parser written in C is ten times as fast; PyYAML comes without it where it was built without libyaml.
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FaqError(ValueError):
    """An FAQ file cannot be used; the message names the file and the entry for the operator."""


def load_file(path: Path) -> object:
    """Return what a YAML file holds; raises `FaqError` where it cannot be read."""
    try:
        return yaml.load(path.read_text("utf-8"), LOADER)  # noqa: S506 - both are safe loaders
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise FaqError(f"{path}: {error}") from error


def read_texts(where: str, items: object) -> tuple[str, ...]:
    """Return a list of texts without their surrounding spaces; raises `FaqError`, naming `where`, for anything else."""
    if not isinstance(items, list):
        raise FaqError(f"{where} must be a list")
    for text in items:
        if not isinstance(text, str) or not text.strip():
            raise FaqError(f"{where} holds {text!r}, which is not a text; put it in quotes")
    return tuple(text.strip() for text in items)
