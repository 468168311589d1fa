"""A chat from its first event to its last, apart from whoever listens; it never touches a socket."""

import asyncio

from .brain import answer, split_words, suggest
from .double import CozeDouble
from .frames import say_done, to_json
from .memory import Chat, Message
from .mischief import Mode, Plan
from .refusals import MEANINGS


class _Over(Exception):
    """The chat has ended early, and everything about that has been said."""


class Speech:
    """One chat being answered; `question` has no markers any more, `workflow` tells the two routes apart."""

    def __init__(self, double: CozeDouble, chat: Chat, plan: Plan, question: str, workflow: bool) -> None:
        self._double = double
        self._chat = chat
        self._plan = plan
        self._question = question
        self._workflow = workflow

    async def run(self) -> None:
        """Speak; the client's stream always ends, whatever happens here."""
        try:
            await self._open()
            for text in self._answers():
                await self._say(text)
            self._close()
        except _Over:
            pass
        finally:
            chat = self._chat
            if chat.conversation.running is chat:
                chat.conversation.running = None
            if chat.outlet is not None:
                chat.outlet.put_nowait(None)

    async def _open(self) -> None:
        await self._hold_for("slow-first")
        if self._plan.has("hang-up"):
            self._chat.hang_up()
        self._tell_chat("conversation.chat.created")
        if not self._chat.cancelled:
            self._chat.status = "in_progress"
        self._tell_chat("conversation.chat.in_progress")
        if self._plan.has("cut-early"):
            self._chat.hang_up()
        self._prelude()
        self._end_if_told(late=False)
        await self._hold_for("slow-delta")

    async def _hold_for(self, name: str) -> None:
        mode = self._plan.get(name)
        if mode is None:
            return
        if "held" in mode.words:
            await self._double.holds.stand()
        else:
            await self._double.sleep(mode.seconds(1.0))

    def _prelude(self) -> None:
        if self._plan.has("unknown-events"):
            self._chat.emit("conversation.weather.changed", '{"sky":"blue"}')
            self._chat.emit("conversation.gossip", "no JSON at all")
        if self._plan.has("verbose"):
            self._complete("function_call", '{"name":"find_order","arguments":{"id":1}}')
            self._complete("tool_response", '{"order":1}')
            self._complete("knowledge", "the returns page")
            self._verbose("knowledge_recall", '{"chunks":[{"slice":"the returns page"}]}')
        if self._plan.has("reasoning"):
            thinking = self._new_message("answer", "")
            for thought in ("let me ", "think, 想一想"):
                thinking.reasoning_content = thought
                self._chat.emit("conversation.message.delta", to_json(thinking.shown()))

    def _answers(self) -> list[str]:
        said = [(m.role, m.content) for m in self._chat.context]
        text = "" if self._plan.has("empty") else answer(self._question, said)
        return [text, f"2: {text}"] if self._plan.has("two-answers") else [text]

    async def _say(self, text: str) -> None:
        message = self._new_message("answer", text)
        pieces = split_words(text)
        if self._plan.has("no-deltas"):
            self._chat.text += text
        else:
            for at, piece in enumerate(pieces):
                await self._trip(at, len(pieces))
                message.content = piece
                self._chat.emit("conversation.message.delta", to_json(message.shown()))
                self._chat.text += piece
                await self._pause()
            await self._trip(len(pieces), len(pieces))
        message.content = f"{text} (edited)" if self._plan.has("rewrite") else text
        self._keep(message)

    async def _pause(self) -> None:
        speed = self._double.words_per_second
        await (asyncio.sleep(0) if speed is None else self._double.sleep(1 / speed))

    async def _trip(self, at: int, total: int) -> None:
        half = total // 2
        if at == half:
            self._end_if_told(late=True)
        cut, stall = self._plan.get("cut"), self._plan.get("stall")
        if cut is not None and at == min(cut.number(half), total):
            self._chat.hang_up()
        if stall is not None and at == min(stall.number(half), total):
            await self._double.holds.stand()

    def _end_if_told(self, late: bool) -> None:
        for name, usual in (
            ("failed", 5000),
            ("failed-bare", 701231),
            ("error-event", self._double.words.error_code),
        ):
            mode = self._plan.get(name)
            if mode is not None and ("late" in mode.words) == late:
                self._fail(mode, mode.number(usual))
        if not late and self._plan.has("requires-action"):
            self._require_action()

    def _fail(self, mode: Mode, code: int) -> None:
        chat = self._chat
        msg = MEANINGS.get(code, "error")
        chat.failed_at, chat.last_error = self._double.now(), (code, msg)
        chat.status = chat.status if chat.cancelled else "failed"
        bare = to_json({"code": code, "msg": msg})
        if mode.name == "failed":
            self._tell_chat("conversation.chat.failed")
        elif mode.name == "failed-bare":
            chat.emit("conversation.chat.failed", bare)
        else:
            # Studio's workflows say what went wrong in plain words, not in JSON.
            plain = self._double.dialect == "studio" and self._workflow
            chat.emit("error", f"{code} {msg}" if plain else bare)
        self._tell_done()
        raise _Over

    def _require_action(self) -> None:
        call = {"id": "call_1", "type": "function", "function": {"name": "find_order", "arguments": "{}"}}
        self._chat.required_action = {
            "type": "submit_tool_outputs",
            "submit_tool_outputs": {"tool_calls": [call]},
        }
        self._chat.status = self._double.words.action_status
        self._tell_chat(self._double.words.action_event)
        self._tell_done()
        raise _Over

    def _close(self) -> None:
        self._verbose("generate_answer_finish", to_json({"finish_reason": 0, "FinData": ""}))
        mode = self._plan.get("follow-ups")
        wanted = self._double.follow_ups if mode is None else mode.number(3)
        for question in suggest(self._question, wanted):
            self._complete("follow_up", question)
        self._finish()
        self._tell_done()

    def _finish(self) -> None:
        chat, words = self._chat, self._double.words
        asked = sum(len(split_words(m.content)) for m in chat.context) + len(split_words(self._question))
        chat.usage = (asked, len(split_words(chat.text)))
        chat.completed_at = self._double.now()
        if chat.cancelled:
            self._tell_chat(words.cancelled_event)
            return
        chat.status = "completed"
        if chat.auto_save_history:
            chat.conversation.messages += [m for m in chat.messages if m.type == "answer"]
        self._tell_chat("conversation.chat.completed")

    def _tell_done(self) -> None:
        if self._plan.has("no-done"):
            return
        mode = self._plan.get("done")
        cloud = "debug" if self._workflow else "quoted"
        usual = "studio" if self._double.dialect == "studio" else cloud
        last = say_done(mode.words[0] if mode is not None else usual)
        self._chat.emit(last.event, last.data)

    def _tell_chat(self, event: str) -> None:
        self._chat.emit(event, to_json(self._chat.shown()))

    def _verbose(self, kind: str, data: str) -> None:
        self._complete("verbose", to_json({"msg_type": kind, "data": data, "from_module": None, "from_unit": None}))

    def _complete(self, kind: str, content: str) -> None:
        self._keep(self._new_message(kind, content))

    def _keep(self, message: Message) -> None:
        self._chat.messages.append(message)
        self._chat.emit("conversation.message.completed", to_json(message.shown()))

    def _new_message(self, kind: str, content: str) -> Message:
        chat, double = self._chat, self._double
        return Message(
            id=double.mint.new_id(),
            conversation_id=chat.conversation.id,
            section_id=chat.conversation.section_id,
            role="assistant",
            type=kind,
            content=content,
            at=double.now(),
            bot_id=chat.bot_id,
            chat_id=chat.id,
        )
