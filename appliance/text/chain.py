"""The steps from raw text to shown text, one after the other, each change recorded."""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from appliance.config import Settings
from appliance.domain.text_change import TextChange, TextStep
from appliance.text.full_width import full_width_punctuation
from appliance.text.hot_words import HotWords
from appliance.text.itn import apply_itn
from appliance.text.itn import warm as warm_itn
from appliance.text.lexicon import EMPTY, Entry, Lexicon
from appliance.text.lexicon_folder import read_packs
from appliance.text.replacements import Replacements
from appliance.text.revision import Revision
from appliance.text.script import Script

log = logging.getLogger(__name__)

_CHINESE: Final = frozenset({"zh", "yue"})
_UNTOLD: Final = frozenset({"", "auto"})
_IDEOGRAPH: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRules:
    """Which steps are taken."""

    script: str = "simplified"
    """simplified, traditional or as-is."""

    punctuation: bool = True
    """Off leaves the marks as the model wrote them."""

    hot_words: bool = True
    """Of the lexicon, and its replacement rules."""

    itn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedText:
    """The text as it is shown, and all that was changed on the way."""

    text: str
    changes: tuple[TextChange, ...] = ()


class TextChain:
    """Used in one thread at a time."""

    def __init__(self, rules: TextRules, lexicon: Lexicon = EMPTY) -> None:
        self.rules = rules
        self.lexicon = lexicon
        self._script = Script(rules.script)
        self._replacements = Replacements(lexicon)
        self._hot_words: tuple[HotWords, ...] = (HotWords(lexicon),)

    def finish(self, text: str, language: str) -> FinishedText:
        """Return the text as it is shown, with every change."""
        revision = Revision(text)
        if language in _UNTOLD:
            language = "zh" if _IDEOGRAPH.search(text) else ""
        is_chinese = language in _CHINESE
        if is_chinese:
            revision.rewrite(TextStep.SCRIPT, self._script.for_work(text), "simplified script")
        written = revision.text.strip()
        if is_chinese and self.rules.punctuation:
            written = full_width_punctuation(written)
        revision.rewrite(TextStep.PUNCTUATION, written, "punctuation")
        if self.rules.hot_words:
            self._replacements.apply(revision)
            for hot_words in self._hot_words:
                hot_words.correct(revision)
        if self.rules.itn:
            apply_itn(revision, language)
        if is_chinese:
            shown = self._script.for_show(revision.text)
            revision.rewrite(TextStep.SCRIPT, shown, "traditional script")
        return FinishedText(text=revision.text, changes=tuple(revision.changes))

    def caption(self, text: str, language: str) -> str:
        """Return the text as it is shown while it is still being spoken."""
        return self.finish(text, language).text

    def with_lexicon(self, lexicon: Lexicon) -> "TextChain":
        """Return a chain with the same rules and another lexicon."""
        return TextChain(self.rules, lexicon)

    def with_hot_words(self, terms: Iterable[str]) -> "TextChain":
        """Return a chain that knows further terms, for one session; the lexicon stays as it is."""
        entries = {term: Entry(term=term) for term in terms if term not in self.lexicon.entries}
        if not entries:
            return self
        chain = TextChain(self.rules, self.lexicon)
        chain._hot_words = (*self._hot_words, HotWords(Lexicon(entries=entries)))
        return chain

    def warm(self, language: str) -> None:
        """Load what the first text would load, half a second; not for the event loop."""
        if self.rules.hot_words:
            for hot_words in self._hot_words:
                hot_words.warm()
        if self.rules.itn:
            warm_itn(language)

    def simplified(self, text: str) -> str:
        """Return the text as guards compare it."""
        return self._script.simplified(text)


def open_chain(settings: Settings) -> TextChain:
    """Return the chain that the settings describe, with the packs of the data folder.

    A line that cannot be used is logged and left out.
    """
    rules = TextRules(
        script=settings.text.script,
        punctuation=settings.text.punctuation != "off",
        hot_words=settings.text.hot_words,
        itn=settings.text.itn,
    )
    lexicon, problems = read_packs(settings.paths.lexicons)
    for problem in problems[:_MOST_TOLD]:
        log.warning("a line of a lexicon is left out: %s", problem, extra={"event": "lexicon-line"})
    if len(problems) > _MOST_TOLD:
        log.warning(
            "%d more lines of lexicons are left out; `tingxia lexicon check` lists them",
            len(problems) - _MOST_TOLD,
            extra={"event": "lexicon-lines"},
        )
    return TextChain(rules, lexicon)


_MOST_TOLD: Final = 20
