"""From the frames of a chat completion's stream to the words of an answer; no HTTP, no retries."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from app.ai.openai_errors import explain_event
from app.ai.provider import AIError, Delta
from app.ai.sse import Frame


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one frame adds: `text` may be empty, `finish` is empty until the last."""

    text: str = ""
    finish: str = ""


def read_chunk(frame: Frame) -> Chunk:
    """Read one frame; what is not the answer's text (reasoning, tools, usage) is passed over.

    Raises `AIError`: the upstream's error, or "server" for what is no chunk at all.
    """
    data = _read_object(frame)
    if frame.event == "error" or data.get("error"):
        raise explain_event(data)
    choices = data.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else {}
    if not isinstance(choice, dict):
        raise AIError("server", code="bad_chunk")
    delta = choice.get("delta")
    text = delta.get("content") if isinstance(delta, dict) else None
    finish = choice.get("finish_reason")
    return Chunk(text if isinstance(text, str) else "", finish if isinstance(finish, str) else "")


async def read_words(frames: AsyncIterator[Frame]) -> AsyncGenerator[Delta, None]:
    """Yield the words up to the finish_reason or `[DONE]`; frames after it are left unread.

    Raises `AIError`: "content" where the upstream filtered the answer or it has no text, "network"
    where the stream ends without either mark, and what `read_chunk` raises.
    """
    spoken, finish = False, ""
    async for frame in frames:
        if not frame.data.strip():
            continue
        chunk = Chunk(finish="done") if frame.data.strip() == "[DONE]" else read_chunk(frame)
        if chunk.text:
            spoken = True
            yield Delta(chunk.text)
        if finish := chunk.finish:
            break
    if finish == "content_filter":
        raise AIError("content", code=finish)
    if not finish:
        raise AIError("network", code="cut")
    if not spoken:
        raise AIError("content", code="empty")


def _read_object(frame: Frame) -> dict[str, object]:
    try:
        data = json.loads(frame.data)
    except ValueError as error:
        raise AIError("server", code="bad_chunk") from error
    if not isinstance(data, dict):
        raise AIError("server", code="bad_chunk")
    return data
