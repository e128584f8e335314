"""A lexicon applied to text that was recognised before it existed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.domain.text_change import TextChange, TextStep
from appliance.text.chain import TextChain

_BY_LEXICON = frozenset({TextStep.REPLACEMENT, TextStep.HOT_WORD})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedText:
    """One utterance."""

    raw_text: str
    before: str
    """As it is shown now."""

    after: str
    """As it would be shown with the lexicon."""

    changes: tuple[TextChange, ...] = ()
    """Only those that the lexicon made."""

    @property
    def is_changed(self) -> bool:
        """Not so if the lexicon was in use already, whatever it changed then."""
        return self.before != self.after


def replay(chain: TextChain, texts: Iterable[tuple[str, str, str]]) -> list[ReplayedText]:
    """Apply a chain to raw text, shown text and language of utterances."""
    replayed = []
    for raw_text, before, language in texts:
        finished = chain.finish(raw_text, language)
        changes = tuple(change for change in finished.changes if change.step in _BY_LEXICON)
        replayed.append(
            ReplayedText(raw_text=raw_text, before=before, after=finished.text, changes=changes)
        )
    return replayed


def counts(replayed: Iterable[ReplayedText]) -> list[tuple[str, str, int]]:
    """Return what was replaced by what and how often, the most frequent first."""
    counter = Counter((change.before, change.after) for one in replayed for change in one.changes)
    return [(before, after, count) for (before, after), count in counter.most_common()]
