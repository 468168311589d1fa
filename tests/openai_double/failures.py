"""The HTTP errors the double can answer with, in OpenAI's shape; nothing here decides when."""

from dataclasses import dataclass

from quart import Response, jsonify

_INVALID = "invalid_request_error"


@dataclass(frozen=True, slots=True)
class Failure:
    """One error: `{"error": {message, type, param, code}}` under a status."""

    status: int
    type: str
    code: str | None
    message: str

    def body(self) -> dict[str, object]:
        """Return the JSON body."""
        error = {"message": self.message, "type": self.type, "param": None, "code": self.code}
        return {"error": error}

    def respond(self, retry_after: str = "") -> Response:
        """Return the whole HTTP answer."""
        response = jsonify(self.body())
        response.status_code = self.status
        if retry_after:
            response.headers["Retry-After"] = retry_after
        return response


FAILURES = {
    "400": Failure(400, _INVALID, None, "The request is malformed."),
    "401": Failure(401, _INVALID, "invalid_api_key", "The API key is wrong."),
    "402": Failure(402, "unknown_error", "invalid_request_error", "Insufficient balance"),
    "403": Failure(403, _INVALID, "unsupported_region", "Not allowed here."),
    "404": Failure(404, _INVALID, "model_not_found", "There is no such model."),
    "408": Failure(408, "server_error", None, "The request took too long."),
    "422": Failure(422, _INVALID, "invalid_parameter", "A parameter is out of range."),
    "429": Failure(429, "requests", "rate_limit_exceeded", "Too many requests."),
    "500": Failure(500, "server_error", None, "The server had an error."),
    "503": Failure(503, "server_error", None, "The engine is overloaded."),
    "quota": Failure(429, "insufficient_quota", "insufficient_quota", "The quota is used up."),
    "context": Failure(400, _INVALID, "context_length_exceeded", "The messages are too long."),
}

MID_STREAM = Failure(200, "server_error", None, "The model stopped working.")
HTML = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
