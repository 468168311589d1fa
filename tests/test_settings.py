"""The settings: what an operator may leave out, and that every mistake is answered by one clear line."""

from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, read_settings

SECRET = "0123456789abcdef0123456789abcdef"
COZE = {"AI_PROVIDER": "coze", "COZE_BOT_ID": "7400", "COZE_API_TOKEN": "pat_x"}
WORKFLOW = {"AI_PROVIDER": "coze", "COZE_WORKFLOW_ID": "1", "COZE_APP_ID": "2", "COZE_API_TOKEN": "pat_x"}
OPENAI = {"AI_PROVIDER": "openai", "OPENAI_BASE_URL": "https://ai.example/v1", "OPENAI_MODEL": "m"}
OAUTH = {
    "AI_PROVIDER": "coze",
    "COZE_BOT_ID": "7400",
    "COZE_OAUTH_CLIENT_ID": "1",
    "COZE_OAUTH_PUBLIC_KEY_ID": "k",
    "COZE_OAUTH_PRIVATE_KEY_FILE": "README.md",
}
MAIL = {"SMTP_HOST": "mail.shop.example", "SMTP_FROM": "Shop <kefu@shop.example>"}
REFUSALS: list[tuple[dict[str, str], str]] = [
    ({"PORT": "http"}, "PORT must be a number"),
    ({"PORT": "8000.5"}, "PORT must be a number"),
    ({"PORT": "0"}, "PORT must be more than 0"),
    ({"PORT": "-1"}, "PORT must be more than 0"),
    ({"PORT": "65536"}, "PORT must be between 1 and 65535"),
    ({"SESSION_EXPIRE_SECONDS": "0"}, "SESSION_EXPIRE_SECONDS must be more than 0"),
    ({"SESSION_EXPIRE_SECONDS": "1d"}, "SESSION_EXPIRE_SECONDS must be a number"),
    ({"AI_FIRST_WORD_TIMEOUT_S": "nan"}, "AI_FIRST_WORD_TIMEOUT_S must be more than 0"),
    ({"AI_ANSWER_TIMEOUT_S": "inf"}, "AI_ANSWER_TIMEOUT_S must be more than 0"),
    ({"DEMO_SHOP": "maybe"}, "DEMO_SHOP must be true or false"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"),
    ({"REDIS_TAG": "a b"}, "REDIS_TAG must be 1 to 32 letters"),
    ({"REDIS_TAG": "{kefu}"}, "REDIS_TAG must be 1 to 32 letters"),
    ({"ALLOWED_ORIGINS": "*"}, "ALLOWED_ORIGINS holds '*'"),
    ({"ALLOWED_ORIGINS": "https://a.example,https://b.example/path"}, "'https://b.example/path'"),
    ({"REDIS_URL": "localhost:6379", "SECRET_KEY": SECRET}, "REDIS_URL must begin with redis://"),
    ({"REDIS_URL": "redis://localhost:port/0", "SECRET_KEY": SECRET}, "REDIS_URL"),
    ({"REDIS_URL": "redis://localhost:70000/0", "SECRET_KEY": SECRET}, "REDIS_URL"),
    ({"REDIS_URL": "redis://localhost/shop", "SECRET_KEY": SECRET}, "REDIS_URL"),
    ({"REDIS_URL": "redis+sentinel://a:26379", "SECRET_KEY": SECRET}, "REDIS_URL must look like redis+sentinel://"),
    ({"REDIS_URL": "redis+sentinel://a/mymaster", "SECRET_KEY": SECRET}, "REDIS_URL must look like redis+sentinel://"),
    ({"REDIS_URL": "redis+cluster://a:7000/1", "SECRET_KEY": SECRET}, "REDIS_URL must look like redis+cluster://"),
    ({"REDIS_URL": "redis+ring://a:7000", "SECRET_KEY": SECRET}, "REDIS_URL must begin with"),
    ({"REDIS_URL": "redis://localhost"}, "SECRET_KEY is missing"),
    ({"REDIS_WAIT_REPLICAS": "some"}, "REDIS_WAIT_REPLICAS must be a number"),
    ({"TLS_CERT_FILE": "cert.pem"}, "TLS_CERT_FILE and TLS_KEY_FILE go together"),
    ({"TRUSTED_PROXIES": "nginx"}, "TRUSTED_PROXIES holds 'nginx'"),
    ({"TRUSTED_PROXIES": "10.0.0.1/8"}, "TRUSTED_PROXIES holds '10.0.0.1/8'"),
    ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE names /nowhere"),
    ({"SECRET_KEY_FILE": "README.md", "SECRET_KEY": SECRET}, "SECRET_KEY and SECRET_KEY_FILE are both set"),
    ({"SMTP_PASSWORD_FILE": "/dev/null", "SMTP_HOST": "m"}, "which is empty"),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
    ({"PUBLIC_URL": "kefu.example.com"}, "PUBLIC_URL must be an address"),
    ({"COZE_API_BASE": "ftp://x"}, "COZE_API_BASE must be an address"),
    ({"AI_PROVIDER": "oracle"}, "AI_PROVIDER must be faq, coze or openai"),
    ({"FAQ_DIR": "/nowhere"}, "FAQ_DIR names /nowhere"),
    ({"AI_PROVIDER": "coze"}, "needs COZE_BOT_ID, or COZE_WORKFLOW_ID and COZE_APP_ID"),
    ({"AI_PROVIDER": "coze", "COZE_APP_ID": "1"}, "needs COZE_WORKFLOW_ID."),
    ({"AI_PROVIDER": "coze", "COZE_WORKFLOW_ID": "1"}, "needs COZE_APP_ID."),
    ({"AI_PROVIDER": "coze", "COZE_BOT_ID": "1"}, "needs COZE_API_TOKEN, or the three COZE_OAUTH_"),
    (OAUTH | {"COZE_OAUTH_CLIENT_ID": ""}, "needs COZE_OAUTH_CLIENT_ID."),
    (OAUTH | {"COZE_OAUTH_PUBLIC_KEY_ID": " "}, "needs COZE_OAUTH_PUBLIC_KEY_ID."),
    (OAUTH | {"COZE_OAUTH_PRIVATE_KEY_FILE": ""}, "needs COZE_OAUTH_PRIVATE_KEY_FILE."),
    (OAUTH | {"COZE_OAUTH_PRIVATE_KEY_FILE": "/no.pem"}, "COZE_OAUTH_PRIVATE_KEY_FILE names /no.pem"),
    ({"AI_PROVIDER": "openai"}, "needs OPENAI_BASE_URL and OPENAI_MODEL."),
    (OPENAI | {"OPENAI_MODEL": ""}, "needs OPENAI_MODEL."),
    (OPENAI | {"OPENAI_BASE_URL": "ai.example"}, "OPENAI_BASE_URL must be an address"),
    ({"SMTP_USER": "kefu@shop.example"}, "SMTP_USER is set, but SMTP_HOST is not"),
    ({"SMTP_FROM": "kefu@shop.example"}, "SMTP_FROM is set, but SMTP_HOST is not"),
    (MAIL | {"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY must be tls, starttls or none"),
    (MAIL | {"SMTP_PORT": "587"}, "SMTP_PORT=587 goes with SMTP_SECURITY=starttls"),
    (MAIL | {"SMTP_PORT": "465", "SMTP_SECURITY": "starttls"}, "SMTP_PORT=465 goes with SMTP_SECURITY=tls"),
    (MAIL | {"SMTP_PORT": "70000"}, "SMTP_PORT must be between"),
    (MAIL | {"SMTP_USER": "kefu"}, "one of them is missing"),
    (MAIL | {"SMTP_PASSWORD": "x"}, "one of them is missing"),
    (MAIL | {"SMTP_CA_FILE": "no/such.pem"}, "SMTP_CA_FILE names no/such.pem"),
    (MAIL | {"SMTP_CA_FILE": "README.md"}, "holds no certificates"),
    (MAIL | {"SMTP_FROM": "Kefu"}, "SMTP_FROM must be an address"),
    ({"SMTP_HOST": "mail.shop.example"}, "SMTP_FROM must be an address"),
    (MAIL | {"TEAM_EMAILS": "li@shop.example,wang"}, "TEAM_EMAILS holds 'wang'"),
    ({"TEAM_LANG": "de"}, "TEAM_LANG must be zh or en"),
]


@pytest.mark.parametrize(("environ", "sentence"), REFUSALS)
def test_a_mistake_is_refused_in_one_clear_line(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings(environ)
    told = str(refusal.value)
    assert sentence in told
    assert told.endswith(".")
    assert "\n" not in told


@pytest.mark.parametrize(
    "environ",
    [
        {"REDIS_URL": "http://:hunter2hunter2@redis", "SECRET_KEY": SECRET},
        {"REDIS_URL": "redis://:hunter2hunter2@redis:x", "SECRET_KEY": SECRET},
        {"SECRET_KEY": "hunter2hunter2"},
        {"REDIS_URL": "redis://:hunter2hunter2@redis"},
    ],
)
def test_no_refusal_repeats_a_secret(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings(environ)
    assert "hunter2" not in str(refusal.value)


def test_nothing_has_to_be_set_to_try_the_product_out() -> None:
    assert read_settings({}) == Settings()
    defaults = Settings()
    assert (defaults.ai_provider, defaults.redis_url, defaults.secret_key) == ("faq", "", "")
    assert (defaults.port, defaults.session_expire_seconds, defaults.host) == (8000, 86_400, "127.0.0.1")


def test_no_secret_has_a_default() -> None:
    names = ("secret_key", "coze_api_token", "openai_api_key")
    assert [getattr(Settings(), name) for name in names] == ["", "", ""]


def test_an_empty_variable_is_an_absent_one() -> None:
    assert read_settings({"PORT": "", "REDIS_URL": "  ", "DEMO_SHOP": "", "ALLOWED_ORIGINS": ""}) == Settings()


def test_what_is_not_ours_is_not_looked_at() -> None:
    assert read_settings({"PATH": "/bin", "port": "99999", "PORTS": "x"}) == Settings()


@pytest.mark.parametrize("text", ["1", "true", "YES", "on"])
def test_yes_is_said_in_many_ways(text: str) -> None:
    assert read_settings({"DEMO_SHOP": text}).demo_shop


@pytest.mark.parametrize("text", ["0", "False", "no", "OFF"])
def test_so_is_no(text: str) -> None:
    assert not read_settings({"DEMO_SHOP": text}).demo_shop


def test_lists_are_separated_by_commas_and_forgiving() -> None:
    found = read_settings({"ALLOWED_ORIGINS": " https://a.example/ , http://b.example:8080,, "})
    assert found.allowed_origins == ("https://a.example", "http://b.example:8080")


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost:6379/0",
        "redis://localhost",
        "redis://kefu:p%40ss@redis.example:6380/3?socket_keepalive=true",
        "rediss://:secret@redis.example/1",
        "redis://[::1]:6379",
        "unix:///run/redis.sock",
        "unix:///run/redis.sock?db=2",
    ],
)
def test_every_usual_address_of_a_store_is_accepted(url: str) -> None:
    assert read_settings({"REDIS_URL": url, "SECRET_KEY": SECRET}).redis_url == url


@pytest.mark.parametrize("environ", [COZE, WORKFLOW, OPENAI, OAUTH])
def test_a_complete_ai_is_accepted(environ: dict[str, str]) -> None:
    assert read_settings(environ).ai_provider == environ["AI_PROVIDER"]


def test_paths_and_numbers_have_their_types() -> None:
    found = read_settings({"VAR_DIR": "/srv/kefu", "PORT": " 9000 ", "AI_CONNECT_TIMEOUT_S": "2.5"})
    assert (found.var_dir, found.port, found.ai_connect_timeout_s) == (Path("/srv/kefu"), 9000, 2.5)


def test_who_signs_in_at_the_mail_server_is_the_sender_where_none_is_named() -> None:
    login = {"SMTP_USER": "kefu@shop.example", "SMTP_PASSWORD": "x"}
    settings = read_settings({"SMTP_HOST": "mail.shop.example", "TEAM_EMAILS": "li@shop.example,", **login})
    assert (settings.smtp_security, settings.smtp_port, settings.team_emails) == ("tls", 0, ("li@shop.example",))


@pytest.mark.parametrize("name", ["SECRET_KEY", "REDIS_URL", "COZE_API_TOKEN", "OPENAI_API_KEY", "SMTP_PASSWORD"])
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    value = "redis://:word@store:6379/0" if name == "REDIS_URL" else SECRET
    (tmp_path / "secret").write_text(f"{value}\n")
    given = {"SMTP_HOST": "m", "SMTP_USER": "u@m.example", "SMTP_PASSWORD": "p", "SECRET_KEY": SECRET}
    given.pop(name, None)
    settings = read_settings(given | {f"{name}_FILE": str(tmp_path / "secret")})
    assert getattr(settings, name.lower()) == value


@pytest.mark.parametrize(
    "url",
    [
        "redis+sentinel://a:26379,b:26379,c:26379/mymaster",
        "redis+sentinel://kefu:word@a:26379/my.master/2",
        "rediss+sentinel://[::1]:26379/mymaster",
        "redis+cluster://a:7000,b:7001",
        "rediss+cluster://:word@a:7000/",
    ],
)
def test_a_store_of_several_machines_is_named_by_all_of_them(url: str) -> None:
    assert read_settings({"REDIS_URL": url, "SECRET_KEY": SECRET}).redis_url == url


def test_proxies_are_addresses_and_networks() -> None:
    settings = read_settings({"TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1"})
    assert settings.trusted_proxies == ("127.0.0.1", "10.0.0.0/8", "::1")
