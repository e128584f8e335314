"""The text as it was before numbers were written in digits.

Error rates are counted on it: 7.5kW and 七点五千瓦 are the same words, however they are written.
"""

from collections.abc import Sequence

from appliance.domain.text_change import TextChange, TextStep
from appliance.text import undo


def before_itn(text: str, changes: Sequence[TextChange]) -> str:
    """Take back the first change that wrote digits and everything after it.

    After it comes nothing but the change of script, which error rates do not count either.
    """
    first = next((at for at, change in enumerate(changes) if change.step is TextStep.ITN), None)
    return text if first is None else undo(text, changes[first:])
