"""A stand-in for an OpenAI-compatible upstream on a real loopback port; it is no model."""

from tests.openai_double.script import Double, Recorded
from tests.openai_double.server import running

__all__ = ["Double", "Recorded", "running"]
