"""Which answers amount to "sorry, I don't know", and which are answers in spite of a doubt."""

import pytest

from app.ai.faq_talk import REPLIES
from app.domain.gist import says_nothing
from app.domain.policy_form import Policy

UNSURE = Policy().unsure


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("saying", ["unknown", "guess"])
def test_what_the_faq_says_when_it_knows_nothing_says_nothing(lang: str, saying: str) -> None:
    assert says_nothing(REPLIES[lang][saying], UNSURE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "抱歉，我不太清楚这个问题。",
        "很抱歉，我暂时没有关于该型号的信息。建议您访问官网查看，或联系客服。",
        "对不起，没听懂您的意思，请换个说法再问一次。",
        "您的问题超出了我的知识范围，我可以为您转人工。",
        "I'm sorry, but I don't have access to your order details. Please contact support.",
        "I'm not sure I understand. Could you please rephrase that?",
        "Unfortunately I couldn't find an answer to that. Is there anything else I can help you with?",
        "Sorry, I can’t help with that.",
    ],
)
def test_an_excuse_with_advice_to_ask_elsewhere_says_nothing(text: str) -> None:
    assert says_nothing(text, UNSURE)


@pytest.mark.parametrize(
    "text",
    [
        "欧洲一般 5 到 7 个工作日送达。",
        "我不确定您是哪一款，不过我们所有车型的电池都能续航 60 公里以上，充满电大约需要 5 小时，保修两年。",
        "If you don't know your frame number, look under the bottom bracket: it is stamped there and begins with FD.",
        "I'm not sure which model you have, but every battery lasts at least 60 km and charges in about five hours.",
        "Sorry to hear that! Please send the bike back within 30 days and we refund the full price.",
        "很抱歉给您带来不便。请在签收后 48 小时内拍照发给我们，我们免费补发。",
    ],
)
def test_an_answer_in_spite_of_a_doubt_or_an_apology_is_an_answer(text: str) -> None:
    assert not says_nothing(text, UNSURE)


def test_a_doubt_at_the_end_of_a_long_answer_does_not_undo_it() -> None:
    answer = "The battery is covered for two years, the frame for five, and wear parts are not covered at all. "
    assert not says_nothing(answer + "I don't know about your local law.", UNSURE)


def test_the_phrases_are_the_shops_own() -> None:
    assert says_nothing("Computer says no.", ("computer says no",))
    assert not says_nothing("我不知道", ())
