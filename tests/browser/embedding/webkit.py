"""WebKitGTK's own browser, on a screen that nobody sees; it stands for Safari, and maps no names to this machine."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import NoSuchElementException, NoSuchShadowRootException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

PATIENCE_S = 15
HOMES = ("/usr/lib", "/usr/libexec")


@contextmanager
def webkit() -> Iterator[WebDriver]:
    """The browser, which believes every certificate; it takes about two seconds to start."""
    driver = _find("WebKitWebDriver")
    with _screen() as display:
        service = Service(driver, env={**os.environ, "DISPLAY": display, "SE_OFFLINE": "true"})
        service.start()
        try:
            # Not `webdriver.WebKitGTK`, which warns of its own way to connect.
            road = RemoteConnection(client_config=ClientConfig(remote_server_addr=service.service_url))
            browser = webdriver.Remote(road, options=_options())
            try:
                yield browser
            finally:
                browser.quit()
        finally:
            service.stop()


def _options() -> Options:
    browsers = [found for home in HOMES for found in Path(home).glob("**/webkit2gtk-4.*/MiniBrowser")]
    assert browsers, "There is no WebKit's MiniBrowser on this machine; run: make browser"
    options = Options()
    options.binary_location = str(browsers[-1])
    options.add_argument("--automation")
    options.set_capability("acceptInsecureCerts", True)
    return options


def _find(program: str) -> str:
    found = shutil.which(program)
    assert found, f"There is no {program} on this machine; run: make browser"
    return found


@contextmanager
def _screen() -> Iterator[str]:
    """A display that lasts until the block ends; its name is what DISPLAY wants."""
    reading, writing = os.pipe()
    arguments = ["-displayfd", str(writing), "-screen", "0", "1000x800x24", "-nolisten", "tcp"]
    server = subprocess.Popen([_find("Xvfb"), *arguments], pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def open_chat(browser: WebDriver) -> None:
    """Click the loader's button."""
    browser.switch_to.default_content()
    _patient(browser).until(lambda one: _root(one).find_element(By.CSS_SELECTOR, "button[aria-expanded]")).click()


def enter_loaders_frame(browser: WebDriver) -> None:
    """Go into the frame that the loader has made, once its session is open."""
    _enter(browser, _patient(browser).until(lambda one: _root(one).find_element(By.CSS_SELECTOR, "iframe")))


def enter_frame(browser: WebDriver) -> None:
    """Go into the page's own frame, once its session is open."""
    browser.switch_to.default_content()
    _enter(browser, _patient(browser).until(lambda one: one.find_element(By.CSS_SELECTOR, "iframe")))


def say(browser: WebDriver, text: str) -> None:
    """Write `text` and press Enter."""
    field = browser.find_element(By.CSS_SELECTOR, "#composer textarea")
    field.click()  # without it the element "is not focusable"
    field.send_keys(text + Keys.ENTER)


def _root(browser: WebDriver) -> ShadowRoot:
    return browser.find_element(By.CSS_SELECTOR, "fiido-kefu").shadow_root


def _enter(browser: WebDriver, frame: WebElement) -> None:
    browser.switch_to.frame(frame)
    ready = "html[data-phase=ready][data-connection=live]"
    _patient(browser).until(lambda one: one.find_element(By.CSS_SELECTOR, ready))


def _patient(browser: WebDriver) -> WebDriverWait[WebDriver]:
    gone = (NoSuchElementException, NoSuchShadowRootException)
    return WebDriverWait(browser, PATIENCE_S, ignored_exceptions=gone)


def bubbles(browser: WebDriver, role: str, expected: list[str]) -> None:
    """Return when the bubbles of visitor or ai say what is expected."""
    selector = f".message[data-role={role}] > .bubble"

    def agree(one: WebDriver) -> bool:
        return [found.text for found in one.find_elements(By.CSS_SELECTOR, selector)] == expected

    _patient(browser).until(agree, f"{role} did not say {expected}")
