"""Which AI answers, by the operator's settings; how each works is its own affair."""

from collections.abc import Callable

from app.ai.coze import CozeProvider
from app.ai.coze_auth import OAuthApp, Pat
from app.ai.coze_target import BotTarget, WorkflowTarget
from app.ai.faq import FaqProvider
from app.ai.faq_book import read_book
from app.ai.openai import OpenAIProvider
from app.ai.patience import Limits, Patient
from app.ai.provider import Provider
from app.settings import AIName, Settings, SettingsError


def choose_provider(settings: Settings) -> Provider:
    """The AI that `settings` names, with time-outs, retries and breaker around it; raises `SettingsError`."""
    limits = Limits(
        first_word_s=settings.ai_first_word_timeout_s,
        between_words_s=settings.ai_between_words_timeout_s,
        whole_s=settings.ai_answer_timeout_s,
    )
    try:
        return Patient(_PROVIDERS[settings.ai_provider](settings), limits)
    except (ValueError, OSError) as error:
        raise SettingsError(str(error)) from error


def _faq(settings: Settings) -> Provider:
    return FaqProvider(read_book(settings.faq_dir))


def _openai(settings: Settings) -> Provider:
    return OpenAIProvider(
        settings.openai_base_url,
        settings.openai_api_key,
        settings.openai_model,
        instructions=settings.openai_system_prompt,
        connect_timeout_s=settings.ai_connect_timeout_s,
    )


def _coze(settings: Settings) -> Provider:
    target = (
        BotTarget(settings.coze_bot_id)
        if settings.coze_bot_id
        else WorkflowTarget(settings.coze_workflow_id, settings.coze_app_id)
    )
    return CozeProvider(
        settings.coze_api_base, target, _coze_auth(settings), connect_timeout_s=settings.ai_connect_timeout_s
    )


def _coze_auth(settings: Settings) -> Pat | OAuthApp:
    key_file = settings.coze_oauth_private_key_file
    if settings.coze_api_token or key_file is None:
        return Pat(settings.coze_api_token)
    return OAuthApp(
        client_id=settings.coze_oauth_client_id,
        public_key_id=settings.coze_oauth_public_key_id,
        private_key=key_file.read_text("utf-8"),
    )


_PROVIDERS: dict[AIName, Callable[[Settings], Provider]] = {"faq": _faq, "coze": _coze, "openai": _openai}
