"""New ids, tokens and log ids out of an injected random source; it remembers nothing but the last id."""

from random import Random

_FIRST_ID = 7_400_000_000_000_000_000
"""Beyond 2**53, so that whoever reads an id as a JSON number loses digits and notices."""


class Mint:
    """Ids grow, as Coze's do; the same seed gives the same ids."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._last_id = _FIRST_ID

    def new_id(self) -> str:
        """Return a decimal id, larger than all before it."""
        self._last_id += self._rng.randrange(1, 5000)
        return str(self._last_id)

    def new_word(self, prefix: str, length: int = 48) -> str:
        """Return `prefix` and `length` letters and digits."""
        alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        return prefix + "".join(self._rng.choices(alphabet, k=length))
