"""When a second tap in the same place means yes, and when it is only the first one again."""

ASKED_S = 5.0
"""So long a button asks for the second tap; then it goes back by itself.

A palm or a sleeve that brushes the screen must not end or lose anything, and nobody who means it
minds touching the same place again. Doing nothing keeps what there is.
"""

SAME_TOUCH_S = 0.5
"""A glove often taps twice, and a palm touches in several places one after the other.

What comes so soon after a tap that counted is that same touch: it does not answer the question that
the tap raised, and does not undo what the tap did.
"""

BOUNCE_S = 0.1
"""The same for what is tapped many times in a row: a glove bounces faster than a finger taps."""
