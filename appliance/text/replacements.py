"""The rules ``wrong=>right`` of a lexicon, the longest first."""

from functools import cached_property

from appliance.domain.text_change import TextStep
from appliance.text.lexicon import Lexicon, Rule
from appliance.text.revision import Revision


class Replacements:
    """Finds all rules in one pass over the text, however many there are."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._rules = lexicon.replacements

    def apply(self, revision: Revision) -> None:
        """Replace from the end to the beginning; what was inserted is not looked at again."""
        if not self._rules:
            return
        for start, rule in reversed(self._found(revision.text)):
            revision.replace(
                TextStep.REPLACEMENT,
                start,
                rule.wrong,
                rule.right,
                f"{rule.place}: {rule.wrong}=>{rule.right}".removeprefix(": "),
            )

    def _found(self, text: str) -> list[tuple[int, Rule]]:
        found: list[tuple[int, Rule]] = []
        at = 0
        while at < len(text):
            rule = self._at(text, at)
            if rule is None:
                at += 1
            else:
                found.append((at, rule))
                at += len(rule.wrong)
        return found

    def _at(self, text: str, at: int) -> Rule | None:
        for length in self._lengths:
            rule = self._rules.get(text[at : at + length])
            if rule is not None:
                return rule
        return None

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(wrong) for wrong in self._rules}, reverse=True)
