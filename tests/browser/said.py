"""What a page says by itself, and whether it says it in one language."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.async_api import Page

from tests.browser.pseudo import CLOSE, OPEN
from ui.i18n import read_catalogue

SPOKEN = Path(__file__).with_name("spoken.js").read_text(encoding="utf-8")

DATA = ", ".join(
    (
        ".said, .excerpt, .entry .name, .who, .captions p, textarea",  # what people said
        ".title .name, .day, .hour, .choice .what, .files li",  # titles, moments, names of things
        ".licences .row",  # packages and what their makers call their licence
    )
)
"""Selectors of what comes from people and things, in whatever language they speak."""

NAMES = (
    "USB 会议麦克风",
    "KINGSTON",
    "Whisper base",
    "SenseVoice Small",
    "workshop",
    "whisper",
    "base",
    "一个名字很长很长的移动硬盘" * 2,
    "bundles/zh-large",
    "车间",
    "2025-05-12_09-30-00_第二季度质量评审会",
    "同名",
    "下周二之前要把新的夹具装好，由王工负责。",
)
"""Of things, as they stand within sentences."""

_FIELD = re.compile(r"\{[^}]*\}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_FILE = re.compile(rf"[^:：{OPEN}{CLOSE}]+\.(?:wav|mp3|m4a|amr)\b", re.IGNORECASE)
_KEY = re.compile(r"\bage1[a-z0-9]+\b")
_PACKAGE = re.compile(r"[\w.-]+ \d+(?:\.\d+)+")
_UNITS = re.compile(r"\b(?:GB|MB|kB|Hz|kHz|ms|dB|USB|CPU|GPU|EN)\b")
_DATE = re.compile(r"\b(?:[A-Z][a-z]+day, )?\d{1,2} [A-Z][a-z]+ \d{4}\b")
_ZONE = re.compile(r"(?:\b[A-Z][a-z]+ ){0,3}\bUTC(?:[+−]\d+(?::\d+)?)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")


async def said(page: Page) -> list[str]:
    """Return every text of a page but data, in its order."""
    texts: list[str] = await page.evaluate(SPOKEN, DATA)
    return texts


def untranslated(texts: Iterable[str]) -> Iterator[str]:
    """Yield what stands outside of the brackets of the pseudo-language."""
    inside = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
    for text in texts:
        rest, before = _without_names(text), ""
        while rest != before:  # a message may be a field of another
            before, rest = rest, inside.sub(" ", rest)
        if _LETTERS.search(rest):
            yield text


class Foreign:
    """Knows what the catalogue of the other language says."""

    def __init__(self, code: str) -> None:
        """``code`` is the language that the page should speak."""
        own, other = ("en", "zh-CN") if code == "en" else ("zh-CN", "en")
        self._is_english = code == "en"
        known = set(_messages(own))
        self._others = [_pattern(text) for text in _messages(other) if text not in known]

    def in_(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield what is said in the other language."""
        for text in texts:
            rest = _without_names(text)
            is_chinese = self._is_english and _HAN.search(rest)
            if is_chinese or any(pattern.fullmatch(rest) for pattern in self._others):
                yield text


def _messages(code: str) -> Iterator[str]:
    for message in read_catalogue(code):
        if message.id:
            yield from (
                (message.string,) if isinstance(message.string, str) else message.string or ()
            )


def _pattern(text: str) -> re.Pattern[str]:
    # A message that is nearly all fields would claim every text there is.
    if len(_FIELD.sub("", text).strip()) < 4:
        return re.compile(re.escape(text))
    return re.compile(".+?".join(re.escape(part) for part in _FIELD.split(text)), re.DOTALL)


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    for kind in (_FILE, _KEY, _PACKAGE, _UNITS, _DATE, _ZONE):
        text = kind.sub("", text)
    return text
