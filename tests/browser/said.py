"""What a page says by itself, and whether it says it in one language."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from babel import Locale
from playwright.async_api import Page

from tests.browser.pseudo import ACCENTED, CLOSE, OPEN
from ui.i18n import read_catalogue

SPOKEN = Path(__file__).with_name("spoken.js").read_text(encoding="utf-8")

DATA = ", ".join(
    (
        ".said, .excerpt, .entry .name, .who, .captions p, textarea",  # what people said
        ".title .name, .day, .hour, .choice .what, .files li",  # titles, moments, names of things
        ".keyboard .key:not(.act)",  # keys that write what stands on them
        ".replaced .what, .replaced .detail",  # what hot words would make of what was said
        ".licences .row",  # packages and what their makers call their licence
    )
)
"""Selectors of what comes from people and things, in whatever language they speak."""

NAMES = (
    "USB 会议麦克风",
    "KINGSTON",
    "Intenso Rainbow Line",
    "Whisper base",
    "SenseVoice Small",
    "half-copied",
    "workshop",
    "whisper",
    "base",
    "一个名字很长很长的移动硬盘" * 2,
    "bundles/zh-large",
    "车间",
    "2025-05-12_09-30-00_第二季度质量评审会",
    "同名",
    "Mic",
    "F4",
    "CAPTURE",
    "maker@works",
    "zh-large",
    "sense-voice",
    "sherpa",
    "avx_vnni",
    "下周二之前要把新的夹具装好，由王工负责。",
    "夹具",
    "注塑机",
    "噪因=>噪音",
)
"""Of things, as they stand within sentences."""

LANGUAGES = frozenset(Locale("en").languages.values())
"""Named by Babel in the screen's language, which in the pseudo-language is English."""

_COMMAND = re.compile(r"`([^`]*)`")
_SHELL = re.compile(r"sudo timedatectl set-time \"[^\"]*\"|umount \S+")
_FIELD = re.compile(r"\{[^}]*\}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LATIN = re.compile(r"[A-Za-z]")
_UNACCENTED = re.compile(rf"\b[A-Za-z]*[{ACCENTED}][A-Za-z]*\b")
_FILE = re.compile(rf"[^:：{OPEN}{CLOSE}]+\.(?:wav|mp3|m4a|amr)\b", re.IGNORECASE)
_PATH = re.compile(r"(?<![\w/])/[\w./-]+")
_KEY = re.compile(r"\bage1[a-z0-9]+\b")
_PACKAGE = re.compile(r"[\w.-]+ \d+(?:\.\d+)+")
_SAME = re.compile(
    r"\b(?:CSV|DOCX|EN|FAT32|FLAC|FSMN|JSON|MD|MP3|Markdown|NTFS|NVIDIA|PDF|PIN|SRT"
    r"|SenseVoice|Silero|TXT|U|USB|UTF-8|VTT|WAV|WSL|WebRTC|Whisper|Word|ZIP|age|exFAT|ext4"
    r"|GiB|GB|MB|kB|Hz|kHz|ms|dB)\b",
    re.ASCII,
)
"""Names, abbreviations and units that stand in Chinese texts as they are."""

_DATE = re.compile(r"\b(?:[A-Z][a-z]+day, )?\d{1,2} [A-Z][a-z]+ \d{4}\b")
_ZONE = re.compile(r"(?:\b[A-Z][a-z]+ ){0,3}\bUTC(?:[+−]\d+(?::\d+)?)?")
_RECORDING = re.compile(r"\b\d{8}-\d{6}-[0-9a-f]{4}\b")
_HAN = re.compile(r"[\u4e00-\u9fff]")


async def said(page: Page) -> list[str]:
    """Return every text of a page but data, in its order."""
    texts: list[str] = await page.evaluate(SPOKEN, DATA)
    return texts


def untranslated(texts: Iterable[str]) -> Iterator[str]:
    """Yield what stands outside of the brackets of the pseudo-language, or in them unchanged."""
    inside = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
    for text in (text for text in texts if text not in LANGUAGES):
        rest, before = _without_names(text), ""
        is_plain = _UNACCENTED.search(rest)
        while rest != before:  # a message may be a field of another
            before, rest = rest, inside.sub(" ", rest)
        if is_plain or _LETTERS.search(rest):
            yield text


def foreign(texts: Iterable[str], code: str) -> Iterator[str]:
    """Yield what a page in ``code`` says in the other language: words in letters of the other."""
    commands = _commands(code)
    for text in texts:
        rest = _without_names(commands.sub(" ", text))
        if (_HAN if code == "en" else _LATIN).search(rest):
            yield text


@cache
def _commands(code: str) -> re.Pattern[str]:
    """Return what finds the commands within messages; the screen leaves the marks around out."""
    messages = (message.string for message in read_catalogue(code) if message.id)
    said = {command for text in messages for command in _COMMAND.findall(str(text))}
    longest_first = sorted(said, key=len, reverse=True)
    return re.compile("|".join(map(_pattern, longest_first)))


def _pattern(command: str) -> str:
    return r"\S+".join(re.escape(part) for part in _FIELD.split(command))


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    for kind in (_SHELL, _RECORDING, _FILE, _PATH, _KEY, _PACKAGE, _ZONE, _SAME, _DATE):
        text = kind.sub("", text)
    return text
