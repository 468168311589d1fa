"""What programs send and get about a shop's appearance: shapes; what is acceptable, `domain` says."""

from pydantic import BaseModel, Field

from app.domain.looks import Looks, Proactive
from app.web.shapes import Form

_BY_LANG = "By language, zh and en."


class LooksForm(Form):
    """The launcher and the chat's colours; what is left out is as usual."""

    color: str = Field("", description="#rrggbb, or nothing for our own accent.")
    theme: str = Field(Looks().theme, description="auto, light or dark.")
    position: str = Field(Looks().position, description="bottom-right or bottom-left.")
    icon: str = Field(Looks().icon, description="chat, help or smile.")
    label: dict[str, str] = Field(default_factory=dict, description=f"The launcher's text. {_BY_LANG}")
    offset_x_px: int = Looks().offset_x_px
    offset_y_px: int = Looks().offset_y_px
    z_index: int = Looks().z_index
    hides_launcher: bool = False


class TextsForm(Form):
    """What a new chat says; "" is the usual welcome, and no consent to ask for."""

    welcome: dict[str, str] = Field(default_factory=dict, description=_BY_LANG)
    consent: dict[str, str] = Field(default_factory=dict, description=f"What visitors agree to first. {_BY_LANG}")


class ProactiveForm(Form):
    """A message beside the launcher, before anybody has asked."""

    after_s: int = Field(0, description="How long after the page has opened, in seconds; 0 for never.")
    pages: str = Field(Proactive().pages, description="On which pages, by path and query; * stands for anything.")
    message: dict[str, str] = Field(default_factory=dict, description=_BY_LANG)


class AppearanceForm(Form):
    """A shop's appearance; a part that is left out stays."""

    looks: LooksForm | None = None
    texts: TextsForm | None = None
    proactive: ProactiveForm | None = None


class AppearanceShown(BaseModel):
    """A shop's appearance, whole."""

    looks: LooksForm
    texts: TextsForm
    proactive: ProactiveForm


class SnippetsShown(BaseModel):
    """The lines that put the chat on a shop's pages, as HTML."""

    snippets: dict[str, str] = Field(description="script, pinned (to this release) and iframe.")
