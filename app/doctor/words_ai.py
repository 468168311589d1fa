"""The sentences about the AI; what they are said of is decided in `ai_rules`."""

from app.doctor.finding import Words
from app.web.sentences import N_

_AGAIN = N_("Look again in a minute. Until then visitors get an apology and the offer of a person:")
_DOCTOR = ("python -m app doctor",)

AI = {
    "ai_good": Words("ai", N_("%(name)s answers within %(ms)s ms.")),
    "ai_slow": Words(
        "ai",
        N_("%(name)s takes %(ms)s ms to answer at all."),
        N_("Look at its provider's status page, and take an address near the server."),
    ),
    "ai_faq": Words("ai", N_("The built-in FAQ holds %(entries)s questions.")),
    "ai_faq_empty": Words(
        "ai",
        N_("The built-in FAQ holds no question: it can answer nothing."),
        N_("Write its files, or take the folder that comes along:"),
        ("FAQ_DIR=faq",),
    ),
    "ai_unusable": Words(
        "ai", N_("The AI cannot be set up: %(reason)s"), N_("Correct the file or setting that it names.")
    ),
    "ai_auth": Words(
        "ai",
        N_("%(name)s refuses the token or key (%(reason)s)."),
        N_("Make a new one in its console, with the right to chat, and set:"),
        ("%(key)s=...",),
    ),
    "ai_not_permitted": Words(
        "ai",
        N_("%(name)s knows the token, but does not let it do this (%(reason)s)."),
        N_("Give the token the rights chat, conversation and message, for the bot's workspace, in Coze's console."),
    ),
    "ai_unpublished": Words(
        "ai",
        N_("The bot is not published to the API channel (%(reason)s)."),
        N_('In Coze\'s console open the bot, press "Publish", and tick "API".'),
    ),
    "ai_no_bot": Words(
        "ai",
        N_("There is no such bot (%(reason)s)."),
        N_("Copy the number behind /bot/ in its address in Coze's console. A bot of coze.cn is not on coze.com:"),
        ("COZE_BOT_ID=...", "COZE_API_BASE=https://api.coze.cn"),
    ),
    "ai_no_workflow": Words(
        "ai",
        N_("There is no such workflow, or it is not published (%(reason)s)."),
        N_("Publish it in Coze's console, and copy its number and its app's:"),
        ("COZE_WORKFLOW_ID=...", "COZE_APP_ID=..."),
    ),
    "ai_no_model": Words(
        "ai",
        N_("There is no such model (%(reason)s)."),
        N_("For Coze choose another one in the bot. Else see which there are, and set one:"),
        ('curl -H "Authorization: Bearer $OPENAI_API_KEY" %(base)s/models', "OPENAI_MODEL=..."),
    ),
    "ai_no_api": Words(
        "ai",
        N_("What answers at the AI's address is no API (%(reason)s)."),
        N_("Correct the address; OpenAI's ends in /v1:"),
        ("COZE_API_BASE=https://api.coze.cn", "OPENAI_BASE_URL=https://api.openai.com/v1"),
    ),
    "ai_config": Words(
        "ai",
        N_("%(name)s does not accept how it is asked (%(reason)s)."),
        N_("Compare address, bot and model with its console; its support knows the request %(logid)s."),
    ),
    "ai_quota": Words(
        "ai",
        N_("The account at %(name)s is used up (%(reason)s)."),
        N_("Top it up in its console. A free plan of Coze ends after 500 calls for good."),
    ),
    "ai_rate": Words("ai", N_("%(name)s gets too many requests (%(reason)s)."), _AGAIN, _DOCTOR),
    "ai_busy": Words("ai", N_("%(name)s is busy (%(reason)s)."), _AGAIN, _DOCTOR),
    "ai_server": Words("ai", N_("%(name)s has trouble of its own (%(reason)s)."), _AGAIN, _DOCTOR),
    "ai_open": Words("ai", N_("%(name)s has failed too often (%(reason)s)."), _AGAIN, _DOCTOR),
    "ai_content": Words("ai", N_("%(name)s would not answer (%(reason)s)."), _AGAIN, _DOCTOR),
    "ai_context": Words(
        "ai",
        N_("%(name)s finds the question too long (%(reason)s)."),
        N_("Shorten OPENAI_SYSTEM_PROMPT, or choose a model with a larger context."),
    ),
    "ai_gone": Words(
        "ai",
        N_("%(name)s does not know what was asked for (%(reason)s)."),
        N_("Compare the ids in the settings with its console."),
    ),
    "ai_network": Words(
        "ai",
        N_("%(name)s cannot be reached (%(reason)s)."),
        N_("Let the server out to it through the firewall, and see that its name is known here:"),
        ("curl -v %(base)s",),
    ),
    "ai_timeout": Words(
        "ai",
        N_("%(name)s does not answer in time (%(reason)s)."),
        N_("See how long it takes from here:"),
        ("curl -v %(base)s",),
    ),
    "bot_good": Words("ai_shops", N_("The bot of the shop %(shop)s is there.")),
    "bot_refused": Words(
        "ai_shops",
        N_("The shop %(shop)s has a bot of its own, %(bot)s, which does not answer (%(reason)s)."),
        N_("Publish it to the API channel with the same account, or take its number out of the shop's settings:"),
        ("python -m app shop show %(shop)s",),
    ),
}
