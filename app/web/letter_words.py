"""The words of letters, as msgids by what a letter is about; how a letter looks is in its templates."""

from app.domain.escalation import Reason
from app.domain.mail import MailKind
from app.domain.session import Role, Status
from app.web.sentences import N_

SUBJECTS = {
    MailKind.ESCALATED_AFTER_HOURS: N_("[%(shop)s] Asked for a person, nobody was there · %(session)s"),
    MailKind.OFFLINE_MESSAGE: N_("[%(shop)s] New offline message · %(session)s"),
    MailKind.QUEUE_OLD: N_("[%(shop)s] A visitor is waiting for a person · %(session)s"),
    MailKind.AGENT_REPLY: N_("%(shop)s has replied to you · %(session)s"),
    MailKind.TRANSCRIPT: N_("Your conversation with %(shop)s · %(session)s"),
}

OPENINGS = {
    MailKind.ESCALATED_AFTER_HOURS: N_(
        "A visitor asked for a person when nobody was there. The assistant goes on answering, "
        "and the visitor can leave an e-mail address."
    ),
    MailKind.OFFLINE_MESSAGE: N_(
        "A visitor has left an offline message. Answer in the workbench; if the visitor has gone, "
        "your answer is sent by e-mail."
    ),
    MailKind.QUEUE_OLD: N_("A visitor is waiting for a person, and nobody has taken the conversation yet."),
    MailKind.AGENT_REPLY: N_("%(shop)s has replied to you:"),
    MailKind.TRANSCRIPT: N_("Here is your conversation with %(shop)s, as you asked."),
}

REASONS = {
    Reason.KEYWORD: N_("Words the visitor used"),
    Reason.FAIL_LOOP: N_("The assistant had no answer several times in a row"),
    Reason.SENTIMENT: N_("The visitor is upset"),
    Reason.VIP: N_("The visitor is a VIP"),
    Reason.MANUAL: N_("A person was asked for directly"),
}

STATUSES = {
    Status.BOT_ACTIVE: N_("The assistant is answering"),
    Status.PENDING_MANUAL: N_("Waiting for a person"),
    Status.MANUAL_LIVE: N_("A person is answering"),
    Status.AFTER_HOURS_EMAIL: N_("Waiting for the next shift"),
    Status.CLOSED: N_("The conversation has ended"),
}

SPEAKERS = {Role.VISITOR: N_("Visitor"), Role.AI: N_("AI assistant"), Role.AGENT: N_("Customer service")}

FOOTERS = {
    True: N_("You receive this because your address is one of the team's at %(shop)s."),
    False: N_("You receive this because your address was given in the chat of %(shop)s. If it was not you, ignore it."),
}
"""By whether the reader is one of the team."""

URGENT, YOU = N_("Urgent"), N_("You")
REASON, TIME, STATUS, SINCE = N_("Reason"), N_("Time"), N_("Status"), N_("Waiting since")
VISITOR, ADDRESS, PAGE, SESSION = N_("Visitor"), N_("E-mail"), N_("Page"), N_("Conversation")
LAST_MESSAGES, ALL_MESSAGES = N_("The last messages"), N_("The conversation")
CUT = N_("Earlier messages are not shown.")
OPEN, GO_ON = N_("Open in the workbench"), N_("Go on with the conversation")
ZONE = N_("Times are those of %(zone)s.")
