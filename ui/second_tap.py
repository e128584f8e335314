"""When a second tap in the same place means yes, and when it is only the first one again."""

import math
from time import monotonic

ASKED_S = 5.0
"""So long a button asks for the second tap; then it goes back by itself.

A palm or a sleeve that brushes the screen must not end or lose anything, and nobody who means it
minds touching the same place again. Doing nothing keeps what there is.
"""

SAME_TOUCH_S = 0.5
"""A glove often taps twice, and a palm touches in several places one after the other, or rubs.

What comes so soon after the contact before it is that same touch, whether that one counted or not:
it does not answer the question that the touch raised, and does not undo what the touch did. The
browser parts touches when it feels them (``static/touches.js``), the station when it hears of them
(``Touches``): who taps again before a busy station has asked does not answer its question.
"""

BOUNCE_S = 0.06
"""The same for what is tapped many times in a row: a glove bounces faster than a finger taps."""


class Touches:
    """The touches of one place, told from contacts."""

    def __init__(self) -> None:
        self._contact_at_s = -math.inf

    def begins(self) -> bool:
        """Note a contact; returns whether a touch begins with it."""
        before_s, self._contact_at_s = self._contact_at_s, monotonic()
        return self._contact_at_s - before_s >= SAME_TOUCH_S
