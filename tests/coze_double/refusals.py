"""The ways Coze says no, as exceptions; how they travel is decided in app.py."""

from typing import Final

MEANINGS: Final = {
    400: "Invalid request parameters",
    4000: "The field provided is not a valid value",
    4001: "The chat is invalid",
    4002: "The conversation is invalid",
    4003: "The meta_data exceeds its limits",
    4004: "The additional_messages exceed their limit",
    4005: "The message is invalid",
    4006: "The bot is invalid",
    4007: "auto_save_history must be true when stream is false",
    4008: "The daily usage limit has been reached",
    4009: "The system is busy, please try again later",
    4010: "The prompt exceeds the model's token limit",
    4011: "Your Coze balance is not enough",
    4012: "The model is invalid",
    4013: "The model answered with an error",
    4014: "The bot cannot answer this question",
    4015: "The bot has not been published to the channel Agent As API",
    4016: "Conversation occupied: this conversation already has a running chat",
    4019: "Your account is overdue",
    4020: "The requests per minute are exceeded",
    4100: "Authentication is invalid",
    4101: "You do not have permission to access this resource",
    4104: "This chat cannot be cancelled",
    4105: "The content is sensitive",
    4200: "The requested resource does not exist",
    5000: "An internal error occurred",
    700012006: "access token invalid",
}


class Refusal(Exception):
    """No, as `{code, msg}`; `auth` marks a bad token, which Studio reports differently."""

    def __init__(self, code: int, msg: str = "", http_status: int = 200, auth: bool = False) -> None:
        self.code = code
        self.msg = msg or MEANINGS.get(code, "error")
        self.http_status = http_status
        self.auth = auth
        super().__init__(f"{code}: {self.msg}")


class OAuthRefusal(Exception):
    """No, as the token endpoint says it: `{error_code, error_message}` with a real HTTP status."""

    def __init__(self, error_code: str, error_message: str, http_status: int) -> None:
        self.error_code = error_code
        self.error_message = error_message
        self.http_status = http_status
        super().__init__(f"{error_code}: {error_message}")


class LineCut(Exception):
    """The connection breaks here; with no byte sent yet, the server hangs up without an answer."""
