"""The recogniser in words: what works, on what, what was given up and why. Pure."""

import re
from collections.abc import Iterator, Mapping

from appliance.domain.memory_ladder import LadderStep
from appliance.station.face import CaptionsLevel, Snapshot

from .i18n import Language, mark
from .notice import Notice
from .wording import length

GIVEN_UP: Mapping[LadderStep, str] = {
    LadderStep.HALF_WINDOW: mark("Memory is short: audio is recognised in shorter pieces."),
    LadderStep.CPU: mark("Memory is short: the model works on the processor, more slowly."),
    LadderStep.SMALLER_MODEL: mark("Memory is short: a smaller model makes the text."),
}

_WITHOUT_PARTIALS = frozenset({CaptionsLevel.FINALS_ONLY, CaptionsLevel.OFF})

_BEGINS_WITH_DEVICE = re.compile(r"(cuda|mps|cpu): (.+)", re.DOTALL)


def recogniser_words(snapshot: Snapshot, _: Language) -> tuple[str, str]:
    """Return sign and words for the status line."""
    inference, hardware = snapshot.inference, snapshot.hardware
    if hardware is not None and hardware.mode == "recording-only":
        return "warning", _("Recording only")
    if inference is None:
        return "wait", _("Recogniser is starting")
    match inference.state.value:
        case "loading":
            return "wait", _("Model is loading")
        case "unloaded":
            return "warning", _("Model is unloaded")
        case "failed":
            return "warning", _("No text")
    behind_s = snapshot.captions.behind_s
    if behind_s and _is_recording(snapshot):
        return "wait", _("Text: {length} behind", length=length(int(behind_s), _))
    words = _("Text ready")
    if inference.model and inference.device:
        device = _.device(inference.device)
        words = _("Text: {model} on {device}", model=inference.model, device=device)
    is_less = inference.ladder is not LadderStep.NONE or _is_elsewhere(snapshot)
    return "warning" if is_less else "text", words


def recogniser_notices(snapshot: Snapshot, _: Language) -> Iterator[Notice]:
    """Yield why there is no text, or why it is worse or later than it could be."""
    inference, hardware = snapshot.inference, snapshot.hardware
    later = _("Recording works; the text comes later.")
    if hardware is not None and hardware.mode == "recording-only":
        yield Notice(
            sign="text",
            what=_("Recording only: the recogniser failed too often."),
            next_step=_("Recordings are kept. Restart the box to get their text."),
            is_alarm=True,
        )
        return
    if inference is None:
        yield Notice(sign="wait", what=_("The recogniser is starting."), next_step=later)
        return
    error = " ".join(filter(None, (_.told(inference.error), _.told(inference.hint))))
    match inference.state.value:
        case "loading":
            yield Notice(sign="wait", what=_("The model is loading."), next_step=later)
        case "unloaded":
            yield Notice(
                sign="text",
                what=_("No text: the model was unloaded."),
                next_step=later,
                is_alarm=_is_recording(snapshot),
                can_load=True,
            )
        case "failed":
            yield Notice(
                sign="text",
                what=_("No text: the model could not be loaded."),
                next_step=error or later,
                is_alarm=True,
                can_load=True,
            )
        case _ready:
            if error:
                model = inference.model
                what = _("The other model could not be loaded: {model} goes on.", model=model)
                yield Notice(sign="warning", what=what, next_step=error)
            yield from _less(snapshot, _)


def late_words(snapshot: Snapshot, _: Language) -> tuple[str, str]:
    """Return that live words come late, by how much, and what goes on; else nothing."""
    captions, capture = snapshot.captions, snapshot.capture
    behind = length(int(captions.behind_s), _)
    if captions.behind_s and captions.level is CaptionsLevel.OFF:
        what = _("Live words are off: the text is {length} behind.", length=behind)
    elif captions.behind_s:
        what = _("The words are {length} behind.", length=behind)
    elif captions.level in _WITHOUT_PARTIALS and _is_recording(snapshot):
        what = _("The box is busy: words come when a sentence is over.")
    else:
        return "", ""
    if capture is not None and capture.state == "recording" and not snapshot.capture_is_late:
        return what, _("The recording goes on.")
    return what, _("Nothing is lost; it catches up by itself.")


def reason_words(reason: str, _: Language) -> str:
    """Translate reasons that were joined, each perhaps with the name of a device before it."""
    told = []
    colon, joint = ("：", "；") if _.code == "zh-CN" else (": ", "; ")
    for part in filter(None, reason.split("; ")):
        named = _BEGINS_WITH_DEVICE.fullmatch(part)
        if named is None:
            told.append(_.told(part))
        else:
            told.append(f"{_.device(named[1])}{colon}{_.told(named[2])}")
    return joint.join(told)


def _sentence(reason: str, _: Language) -> str:
    told = reason_words(reason, _)
    return told[:1].upper() + told[1:]


def _less(snapshot: Snapshot, _: Language) -> Iterator[Notice]:
    """Yield that what works is not all that was asked for."""
    inference = snapshot.inference
    assert inference is not None
    if inference.ladder is not LadderStep.NONE:
        next_step = _("It is undone by itself when there is enough memory again.")
        if inference.ladder_reason:
            next_step = _(
                "{reason}. It is undone by itself when there is enough memory again.",
                reason=_sentence(inference.ladder_reason, _),
            )
        yield Notice(sign="information", what=_(GIVEN_UP[inference.ladder]), next_step=next_step)
        return
    if inference.ladder_reason:
        yield Notice(
            sign="information",
            what=_("Not everything works as it was chosen."),
            next_step=_sentence(inference.ladder_reason, _),
        )
    if _is_elsewhere(snapshot):
        asked, device = _.device(inference.asked_device), _.device(inference.device)
        yield Notice(
            sign="information",
            what=_("The model works on {device} instead of {asked}.", device=device, asked=asked),
            next_step=_sentence(inference.device_reason, _),
        )


def _is_elsewhere(snapshot: Snapshot) -> bool:
    """Whether another device is used than the one that was asked for by name."""
    inference = snapshot.inference
    if inference is None or not inference.device:
        return False
    asked = inference.asked_device
    return asked not in {"", "auto"} and not inference.device.startswith(asked)


def _is_recording(snapshot: Snapshot) -> bool:
    return snapshot.capture is not None and snapshot.capture.state != "idle"
