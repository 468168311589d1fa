"""The sentences behind codes: system messages in a session, and errors; each a msgid that the catalogues translate."""


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a msgid for extraction."""
    return msgid


NOTICES = {
    "ai_unavailable": N_("The assistant cannot answer just now. Your question is kept; please try again in a moment."),
    "ai_interrupted": N_(
        "The assistant was interrupted and could not finish. Please ask again if something is missing."
    ),
    "danger": N_(
        "If anybody may be in danger: keep away, stop using or charging it, and call the emergency services at once."
    ),
    "queued": N_("A person has been asked for and will be with you as soon as possible."),
    "queued_nobody": N_(
        "Nobody is online just now. You are in the queue; you can also leave a message and your e-mail address."
    ),
    "after_hours": N_(
        "Our team is off shift and back on %(opens_at)s. Please leave a message and your e-mail address, "
        "and we will get back to you. The assistant is still here for you."
    ),
    "after_hours_open_end": N_(
        "Our team is off shift. Please leave a message and your e-mail address, and we will get back to you. "
        "The assistant is still here for you."
    ),
    "after_hours_kept": N_(
        "Our team is off shift and back on %(opens_at)s. Your message is kept for them. "
        "The assistant is still here for you."
    ),
    "after_hours_kept_open_end": N_(
        "Our team is off shift. Your message is kept for them. The assistant is still here for you."
    ),
    "waited_too_long": N_(
        "Sorry, nobody has become free. Please leave a message and your e-mail address, and we will get back to you. "
        "The assistant is here for you again."
    ),
    "cancelled": N_("You have left the queue. The assistant is here for you again."),
    "offline_kept": N_("Your message is kept. We will answer to %(email)s."),
    "offline_kept_here": N_("Your message is kept. Come back to this chat for the answer."),
    "joined": N_("%(name)s has joined"),
    "released": N_("The person has left the conversation. The AI assistant has taken over again"),
    "transferred": N_("The conversation has been transferred from %(before)s to %(after)s"),
    "agent_gone": N_("%(name)s has lost the connection. You are at the head of the queue."),
    "closed_by_agent": N_("The conversation has been ended. Write any time to go on."),
    "closed_by_visitor": N_("You have ended the conversation. Write any time to go on."),
    "transcript_sent": N_("The conversation is being sent to %(email)s."),
    "ai_no_answer": N_("The assistant has no answer to that. Please put your question in other words."),
}
"""System messages as visitors read them."""

NOTICES_FOR_AGENTS = {
    "ai_unavailable": N_("The AI could not answer. The visitor was asked to try again in a moment."),
    "ai_interrupted": N_("The AI was interrupted and could not finish its answer."),
    "danger": N_("The visitor was told to keep away, to stop using it and to call for help."),
    "queued": N_("A person was asked for. The visitor joined the queue."),
    "queued_nobody": N_("Nobody was online. The visitor joined the queue and may leave a message."),
    "after_hours": N_(
        "The team was off shift. The visitor was told that it is back on %(opens_at)s, "
        "and asked for a message and an e-mail address."
    ),
    "after_hours_open_end": N_("The team was off shift. The visitor was asked for a message and an e-mail address."),
    "after_hours_kept": N_(
        "The team was off shift. The visitor asked again and was told that it is back on %(opens_at)s."
    ),
    "after_hours_kept_open_end": N_("The team was off shift. The visitor asked again."),
    "waited_too_long": N_(
        "Nobody became free in time. The visitor was asked for a message and an e-mail address; the AI answers again."
    ),
    "cancelled": N_("The visitor left the queue. The AI answers again."),
    "offline_kept": N_("The visitor left a message, to be answered to %(email)s."),
    "offline_kept_here": N_("The visitor left a message and the address %(email)s, and will look here for the answer."),
    "joined": N_("%(name)s joined"),
    "released": N_("The session was given back to the AI"),
    "transferred": N_("%(before)s transferred the session to %(after)s"),
    "agent_gone": N_("%(name)s lost the connection. The visitor was put at the head of the queue."),
    "closed_by_agent": N_("The session was ended by an agent"),
    "closed_by_visitor": N_("The visitor ended the session"),
    "transcript_sent": N_("The visitor asked for a copy of the conversation, sent to %(email)s."),
    "ai_no_answer": N_("The AI had no answer to that. The visitor was asked to use other words."),
}
"""The same as the team reads them: what has happened to the visitor, not what the visitor should do."""

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
    "IDENTITY_EXPIRED": N_("The shop's proof of who you are has expired. Please reload the page."),
    "IDENTITY_INVALID": N_("The shop's proof of who you are is not right, so you are chatting as a guest."),
    "ATTRIBUTES_INVALID": N_(
        "There can be at most 20 attributes: texts of up to 200 characters, numbers, true or false, "
        "by names of letters, digits, dots, hyphens and underscores."
    ),
    "TOKEN_REFUSED": N_("Your chat has expired. Please reload the page."),
    "SIGN_IN_REQUIRED": N_("Please sign in."),
    "ADMIN_REQUIRED": N_("Only an administrator can do that."),
    "CROSS_ORIGIN": N_("This request came from another site and was refused."),
    "LOGIN_REFUSED": N_("The name or the password is not right."),
    "LOGIN_LOCKED": N_("Too many tries. Please wait %(minutes)s min and try again."),
    "LINK_REFUSED": N_("This link has been used or is too old. Please ask an administrator for a new one."),
    "AGENT_NOT_FOUND": N_("There is no such agent."),
    "AGENT_INACTIVE": N_("This account is deactivated. Activate it first."),
    "LAST_ADMIN": N_("This is the last active administrator. Make somebody else one first."),
    "USERNAME_TAKEN": N_("That sign-in name is taken."),
    "USERNAME_INVALID": N_("A sign-in name has 2 to 64 letters, digits or . _ @ + - and no spaces."),
    "NAME_INVALID": N_("A name has 1 to %(limit)s characters."),
    "PASSWORD_TOO_SHORT": N_("The password needs at least %(limit)s characters."),
    "PASSWORD_TOO_LONG": N_("The password can have at most %(limit)s characters."),
    "PASSWORD_TOO_COMMON": N_("That password is too easy to guess. Please choose another."),
    "PASSWORD_WRONG": N_("The current password is not right."),
    "SESSION_NOT_FOUND": N_("This conversation is no longer kept. Please start a new one."),
    "SESSION_IN_MANUAL_MODE": N_("A person is answering in this conversation, so the assistant is silent."),
    "ALREADY_TAKEN": N_("%(name)s has taken this conversation already."),
    "NOT_YOURS": N_("This conversation is %(name)s's now."),
    "AT_CAPACITY": N_("You have %(limit)s conversations already. Release or close one first."),
    "NOT_OFFERED": N_("This conversation is not offered to you any more."),
    "TRANSFER_TO_SELF": N_("This conversation is yours already."),
    "COLLEAGUE_AWAY": N_("That colleague is not online. Please choose another."),
    "COLLEAGUE_BUSY": N_("%(name)s has no room for another conversation. Please choose somebody else."),
    "EMAIL_INVALID": N_("That is not an e-mail address. Please check it."),
    "TRANSCRIPT_LIMIT": N_("This conversation has been sent often enough. Please use one of the letters you have."),
    "RATING_LIMIT": N_("You have rated this conversation often enough. Thank you."),
    "MAIL_OFF": N_("This shop cannot send e-mail."),
    "NOT_ALLOWED": N_("That is not possible in this conversation now."),
    "NOT_FOUND": N_("There is nothing at this address."),
    "METHOD_NOT_ALLOWED": N_("This address does not support that."),
    "REQUEST_TIMEOUT": N_("That took too long to arrive. Please try again."),
    "STORE_UNAVAILABLE": N_("We cannot keep your message just now. Please try again in a moment."),
    "TOO_BUSY": N_("Too much is happening at once. Please try again in a moment."),
    "INTERNAL": N_("Something went wrong on our side. Please try again."),
    "SHOP_INVALID": N_("These settings cannot be read. Please reload the page and try again."),
    "SHOP_ID": N_("A shop's id has up to 32 small letters, digits and hyphens, such as my-shop."),
    "SHOP_NAME": N_("Please write a name of at most %(limit)s characters."),
    "SHOP_TIME": N_("Please choose between %(least)s and %(most)s seconds."),
    "SHOP_EMAIL": N_("That is not an e-mail address."),
    "SHOP_TOO_MANY_EMAILS": N_("There can be at most %(limit)s addresses. A mailing list reaches more."),
    "SHOP_ORIGIN": N_("That is not a site's address. Please write it like https://shop.example.com, without a path."),
    "SHOP_TOO_MANY_ORIGINS": N_("There can be at most %(limit)s addresses. https://*.example.com stands for many."),
    "SHOP_COLOR": N_("That is not a colour. Please write it like #0f766e."),
    "SHOP_TEXT": N_("This text is too long. Please keep it under %(limit)s characters."),
    "SHOP_NUMBER": N_("Please choose a number between %(least)s and %(most)s."),
    "SHOP_DAYS": N_("Please choose between %(least)s and %(most)s days."),
    "SHOP_PAGES": N_("Please write which pages like /products/*, with * for anything."),
    "SHOP_FIRST_WORD": N_("The chat needs a message in both languages to speak first."),
    "SHOP_TOO_MANY_SUGGESTIONS": N_("There can be at most %(limit)s suggested questions."),
    "SHOP_BOT": N_("A Coze bot's id has digits only."),
    "ORIGIN_REFUSED": N_("This site may not use the chat. Its owner can add it to the shop's addresses."),
    "SHOP_EXISTS": N_("There is a shop with this id already."),
    "SHOP_NOT_FOUND": N_("There is no such shop."),
    "REPLY_SHORTCUT": N_("A shortcut has 1 to %(limit)s characters, without spaces and slashes."),
    "REPLY_SHORTCUT_TAKEN": N_("There is a reply with the shortcut /%(shortcut)s already. Please choose another word."),
    "REPLY_EMPTY": N_("Please write the reply in at least one language."),
    "REPLY_NOT_FOUND": N_("This reply has been deleted meanwhile."),
    "REPLY_TOO_MANY": N_("There can be at most %(limit)s canned replies."),
    "SHOP_TOO_MANY": N_("There can be at most %(limit)s shops."),
    "POLICY_INVALID": N_("These rules cannot be read. Please reload the page and try again."),
    "POLICY_PHRASE_EMPTY": N_("“%(phrase)s” is no phrase: it needs a letter or a digit."),
    "POLICY_PHRASE_LONG": N_("The phrase “%(phrase)s…” is too long. Please keep it under %(limit)s characters."),
    "POLICY_TOO_MANY": N_("A list can have at most %(limit)s phrases."),
    "POLICY_FAIL_LIMIT": N_("Please choose a number between %(least)s and %(most)s."),
    "HOURS_INVALID": N_("These opening hours cannot be read. Please reload the page and try again."),
    "HOURS_TIME_ZONE": N_("That time zone is not known. Please choose one from the list, such as Asia/Shanghai."),
    "HOURS_TIME": N_("That is not a time of day. Please write it like 09:00, with 24:00 as the latest end."),
    "HOURS_DATE": N_("That date does not exist. Please write it like 2026-10-01."),
    "HOURS_OVERLAP": N_("This period overlaps another one. Please change one of them."),
    "HOURS_TOO_MANY": N_("A day can have at most %(limit)s periods."),
    "HOURS_TOO_MANY_DAYS": N_("There can be at most %(limit)s special dates. Please remove some that have passed."),
}
