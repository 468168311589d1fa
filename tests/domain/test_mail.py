"""Mail as data: it survives a round trip, and nothing else is read as mail."""

import json

import pytest

from app.domain.mail import Mail, MailKind, mail_data, read_mail


def test_a_letter_survives_its_round_trip() -> None:
    mail = Mail(MailKind.AGENT_REPLY, "s_1", key="reply:s_1:7", to="a@b.cn", lang="zh", params={"text": "您好\n<b>"})
    assert read_mail(json.loads(json.dumps(mail_data(mail)))) == mail


@pytest.mark.parametrize(
    "data", [{}, {"kind": "fax", "session_name": "s", "key": "k"}, {"kind": "transcript", "size": 1}]
)
def test_what_no_version_of_the_program_wrote_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        read_mail(data)
