"""The sentences behind codes: system messages in a session, and errors; each a msgid that the catalogues translate."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a msgid for extraction."""
    return msgid


NOTICES = {
    "ai_unavailable": N_("The assistant cannot answer just now. Your question is kept; please try again in a moment."),
    "ai_interrupted": N_(
        "The assistant was interrupted and could not finish. Please ask again if something is missing."
    ),
    "ai_no_answer": N_("The assistant has no answer to that. Please put your question in other words."),
}

ERRORS = {
    "BAD_REQUEST": N_("That could not be understood. Please try again."),
    "BODY_TOO_LARGE": N_("That is too much at once. Please send less."),
    "INVALID_ENCODING": N_("That contains characters that cannot be read. Please send plain text in UTF-8."),
    "INVALID_JSON": N_("That is not valid JSON."),
    "INVALID_FIELDS": N_("Something in that request is missing or not as it should be."),
    "JSON_REQUIRED": N_("Please send JSON, with the content type application/json."),
    "MESSAGE_EMPTY": N_("Please write something first."),
    "MESSAGE_TOO_LONG": N_("Your message is too long. Please keep it under %(limit)s characters."),
    "MESSAGE_CONTROL_CHARACTERS": N_("Your message contains invisible control characters. Please remove them."),
    "TOKEN_REFUSED": N_("Your chat has expired. Please reload the page."),
    "SESSION_NOT_FOUND": N_("This conversation is no longer kept. Please start a new one."),
    "SESSION_IN_MANUAL_MODE": N_("A person is answering in this conversation, so the assistant is silent."),
    "NOT_ALLOWED": N_("That is not possible in this conversation now."),
    "NOT_FOUND": N_("There is nothing at this address."),
    "METHOD_NOT_ALLOWED": N_("This address does not support that."),
    "REQUEST_TIMEOUT": N_("That took too long to arrive. Please try again."),
    "STORE_UNAVAILABLE": N_("We cannot keep your message just now. Please try again in a moment."),
    "TOO_BUSY": N_("Too much is happening at once. Please try again in a moment."),
    "INTERNAL": N_("Something went wrong on our side. Please try again."),
}
