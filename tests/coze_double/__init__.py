"""A Coze that lives on a loopback port, for tests and benches; no part of the product imports it."""

from .auth import new_key
from .brain import answer_to
from .double import CozeDouble, Recorded
from .server import running

__all__ = ["CozeDouble", "Recorded", "answer_to", "new_key", "running"]
