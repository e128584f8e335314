"""Recordings that begin by themselves, in words: who walks in must see who listens. Pure."""

from collections.abc import Iterator

from appliance.station.face import Snapshot
from appliance.station.face_voice_activation import REST_S, VoiceActivationState

from .i18n import Language
from .notice import Notice

LISTENS = frozenset({VoiceActivationState.LISTENING, VoiceActivationState.RESTING})


def voice_activation_notices(snapshot: Snapshot, _: Language) -> Iterator[Notice]:
    """Yield that it listens or records by itself, and why it does not though somebody speaks."""
    told = snapshot.voice_activation
    if told.refusal is not None:
        reason, next_step = _.error(told.refusal)
        what = _("Somebody speaks, but no recording begins: {reason}", reason=reason)
        yield Notice(sign="warning", what=what, next_step=next_step, is_alarm=True)
    if told.state is VoiceActivationState.LISTENING:
        yield Notice(
            sign="microphone",
            what=_("This box listens: a recording begins by itself when somebody speaks."),
            next_step=_(
                "Until then only the last {seconds} s stay in memory, and nothing is kept.",
                seconds=round(told.preroll_buffer_s),
            ),
        )
    if told.state is VoiceActivationState.RESTING:
        yield Notice(
            sign="microphone",
            what=_("This box listens, and waits until nobody speaks any more."),
            next_step=_(
                "After {seconds} s without a word the next recording begins by itself when"
                " somebody speaks.",
                seconds=round(REST_S),
            ),
        )
    if told.state in {VoiceActivationState.RECORDING, VoiceActivationState.KEPT}:
        goes_on = _("It goes on until somebody stops it.")
        ends = _(
            "It ends by itself after {minutes} min without speech. Whoever pauses, marks or names"
            " it has it go on.",
            minutes=round(told.end_after_s / 60),
        )
        yield Notice(
            sign="microphone",
            what=_("This recording began by itself, because somebody spoke."),
            next_step=goes_on if told.state is VoiceActivationState.KEPT else ends,
        )
