"""What visitors really type, from the optional files in the FAQ's folder `wordings`; answers are not kept there.

The matcher learns from three files, each of which may be missing, and none of which is ever shown:

- `wordings/zh.yml` and `wordings/en.yml`: by the id of an entry, a list of texts that ask for it,
  `{shipping-time: [几天能到, …]}`. Ten of each help, thirty help more: short and long ones, with the slips
  and the everyday words of real visitors. An entry may be missing here. A Chinese wording also helps
  English visitors, and the other way round, as far as the words of both are in `faq_words.yml`.
- `wordings/elsewhere.yml`: by language, `{zh: […], en: […]}`, questions that the FAQ does not answer. From
  them the matcher learns when to say that it does not know; they matter most where they sound like the
  shop's own ("my phone does not charge"). They are of use to any shop, so keep them for entries of your own,
  but take out what your entries do answer.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

from app.ai.faq_file import FaqError, load_file, read_texts

_FOLDER = "wordings"
_LANGS = ("zh", "en")


def read_wordings(folder: Path, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return further wordings by entry id, of both languages; raises `FaqError` for an id that is not in `ids`."""
    found: dict[str, tuple[str, ...]] = {}
    for lang in _LANGS:
        path = folder / _FOLDER / f"{lang}.yml"
        for id_, texts in _read_groups(path).items():
            if id_ not in ids:
                raise FaqError(f"{path}: there is no entry “{id_}”")
            found[id_] = found.get(id_, ()) + read_texts(f"{path}, {id_}:", texts)
    return found


def read_elsewhere(folder: Path) -> tuple[str, ...]:
    """Return the questions that the FAQ does not answer, of both languages; raises `FaqError` for other languages."""
    path = folder / _FOLDER / "elsewhere.yml"
    groups = _read_groups(path)
    if unknown := groups.keys() - set(_LANGS):
        raise FaqError(f"{path}: does not know “{min(unknown)}”; it has zh and en")
    return tuple(text for lang, texts in groups.items() for text in read_texts(f"{path}, {lang}:", texts))


def _read_groups(path: Path) -> Mapping[str, object]:
    if not path.exists():
        return {}
    data = load_file(path)
    if not isinstance(data, dict):
        raise FaqError(f"{path}: must be names with a list of texts each")
    return {str(name): texts for name, texts in data.items()}
