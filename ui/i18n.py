"""Languages of the screen: gettext catalogues, read from their sources at start.

Message ids are English. ``_("…{count}…", count=3)`` translates, then fills in. Texts that other
processes already filled in (a microphone's problem, an error from capture) are recognised by
their message id's pattern and translated all the same.
"""

import gettext
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from appliance.errors import ApplianceError

from .own_words import FIELD, OwnWords


def mark(msgid: str) -> str:
    """Mark a message id that is translated where it is shown."""
    return msgid


_LOCALES = Path(__file__).parent / "locales"
COOKIE = "tingxia-language"
NAMES: Mapping[str, str] = {"zh-CN": "中文", "en": "English"}
"""Languages there are, by their BCP 47 code, each in itself."""

SHORTEST_RECOGNISED = 8
"""Letters a filled-in text must share with its message id."""

_WRITTEN_OTHERWISE: Mapping[str, str] = {"jw": "jv"}
"""Codes of models that are written in another way today."""

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


_DEVICES: Mapping[str, str] = {
    "cpu": mark("the processor"),
    "cuda": mark("the NVIDIA graphics card"),
    "mps": mark("the Apple graphics"),
}
"""What the recogniser calls a device, in words."""

_OF_DEVICES = frozenset({"device", "used"})
"""Fields that may hold such a name, which can have a precision behind a colon."""


class Language:
    """One language of the screen."""

    def __init__(self, code: str, catalogue: Catalog) -> None:
        self.code = code
        self._locale = Locale.parse(code, sep="-")
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        self._translations = gettext.GNUTranslations(compiled)
        self._patterns = tuple(_patterns(catalogue))
        self.own_words = OwnWords([*NAMES.values(), *_texts(catalogue)])

    def __call__(self, msgid: str, **fields: object) -> str:
        """Translate and fill in."""
        text = _shown(self._translations.gettext(msgid))
        return text.format(**fields) if fields else text

    def plural(self, one: str, many: str, count: int) -> str:
        """Translate the form that belongs to ``count``, and fill ``{count}`` in."""
        return self._translations.ngettext(one, many, count).format(count=count)

    def error(self, error: ApplianceError) -> tuple[str, str]:
        """Return what happened and what to do next."""
        return (
            self._filled(error.template, error.fields),
            self._filled(error.hint_template, error.fields),
        )

    def told(self, text: str) -> str:
        """Translate an English text that another process has filled in already.

        Tried whole, then sentence by sentence; what is unknown stays English.
        """
        if not text:
            return ""  # what is drawn several times a second asks for it each time
        whole = self._recognised(text)
        if whole is not None:
            return _shown(whole)
        sentences = _SENTENCE.split(text)
        known = [self._recognised(sentence) for sentence in sentences]
        told = [known or sentence for known, sentence in zip(known, sentences, strict=True)]
        return _shown(("" if self.code == "zh-CN" and all(known) else " ").join(told))

    def date(self, moment: datetime) -> str:
        """Return a day as people write it, with its weekday."""
        return format_date(
            moment, "full" if self.code == "zh-CN" else "EEEE, d MMMM y", self._locale
        )

    def day(self, moment: datetime) -> str:
        """Return a day in few letters."""
        return format_date(moment, "y年M月d日" if self.code == "zh-CN" else "d MMM y", self._locale)

    def clock(self, moment: datetime) -> str:
        """Return a time of day, to the minute, in 24 hours."""
        return format_time(moment, "HH:mm", locale=self._locale)

    def spoken(self, code: str) -> str:
        """Return the name of a language; the code itself if nobody knows it."""
        return str(self._locale.languages.get(_WRITTEN_OTHERWISE.get(code, code), code))

    def device(self, name: str) -> str:
        """Say in words what the recogniser calls a device, a number or precision behind a colon."""
        known = _DEVICES.get(name.partition(":")[0])
        return name if known is None else self(known)

    def city(self, zone: str) -> str:
        """Return the city that a time zone is named after; the name itself if nobody knows it."""
        try:
            return get_timezone_location(zone, locale=self._locale, return_city=True)
        except LookupError:
            return zone

    def _filled(self, template: str, fields: Mapping[str, object]) -> str:
        # A text that came over a socket is one field of an empty template.
        translated = {name: self._field(name, value) for name, value in fields.items()}
        return self(template).format(**translated)

    def _field(self, name: str, value: object) -> object:
        if not isinstance(value, str):
            return value
        if name in _OF_DEVICES:
            return self.device(value)
        return self.told(value) if " " in value else value

    def _recognised(self, text: str) -> str | None:
        exact = self._translations.gettext(text) if text else text
        if exact != text:
            return exact
        for pattern, translation in self._patterns:
            match = pattern.fullmatch(text)
            if match is not None:
                found = match.groupdict()
                fields = {name: self._field(name, value) for name, value in found.items()}
                return translation.format(**fields)
        return None


class Languages:
    """All languages, and which one a browser gets."""

    def __init__(self, default: str) -> None:
        self._all = {code: Language(code, read_catalogue(code)) for code in NAMES}
        self._default = self._all[default]

    def choose(self, cookie: str | None) -> Language:
        """Return the language a browser asked for, or the default."""
        return self._all.get(cookie or "", self._default)


def catalogue_file(code: str) -> Path:
    """Return where the catalogue of a language lies."""
    return _LOCALES / code.replace("-", "_") / "LC_MESSAGES" / "tingxia.po"


def read_catalogue(code: str) -> Catalog:
    """Read the catalogue of a language."""
    with catalogue_file(code).open("rb") as file:
        return read_po(file, locale=code.replace("-", "_"), abort_invalid=True)


def _shown(text: str) -> str:
    """Leave out the marks around commands: a terminal knows them, the screen has none."""
    return text.replace("`", "")


def _patterns(catalogue: Catalog) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield patterns of messages with fields, those that say most first."""
    templates = {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and message.string
    }
    for msgid in sorted(templates, key=_said, reverse=True):
        # A message that is nearly all fields would claim every text there is.
        if FIELD.search(msgid) and _said(msgid) >= SHORTEST_RECOGNISED:
            yield re.compile(_as_pattern(msgid), re.DOTALL), FIELD.sub(r"{\1}", templates[msgid])


def _texts(catalogue: Catalog) -> Iterator[str]:
    """Yield every text of a catalogue as it is shown, plural forms too."""
    for message in catalogue:
        if message.id:
            texts = message.string
            yield from map(_shown, [texts] if isinstance(texts, str) else texts or ())


def _said(msgid: str) -> int:
    return len(FIELD.sub("", msgid).strip())


def _as_pattern(msgid: str) -> str:
    pattern, seen, position = "", set[str](), 0
    for field in FIELD.finditer(msgid):
        pattern += re.escape(msgid[position : field.start()])
        name = field.group(1)
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
        seen.add(name)
        position = field.end()
    return pattern + re.escape(msgid[position:])
