"""A text being changed, with a record of every change."""

from collections.abc import Sequence

from appliance.domain.text_change import TextChange, TextStep


class Revision:
    """Holds the text as it is by now."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.changes: list[TextChange] = []

    def rewrite(self, step: TextStep, after: str, cause: str) -> None:
        """Replace the whole text; nothing is recorded if it is the same."""
        if after != self.text:
            self.replace(step, 0, self.text, after, cause)

    def replace(self, step: TextStep, start: int, before: str, after: str, cause: str) -> None:
        """Replace ``before``, which stands at ``start``."""
        end = start + len(before)
        assert self.text[start:end] == before, "a change is of what stands there"
        self.text = self.text[:start] + after + self.text[end:]
        self.changes.append(
            TextChange(step=step, start=start, before=before, after=after, cause=cause)
        )


def undo(text: str, changes: Sequence[TextChange]) -> str:
    """Return the raw text: every change taken back, the last one first."""
    for change in reversed(changes):
        end = change.start + len(change.after)
        text = text[: change.start] + change.before + text[end:]
    return text
