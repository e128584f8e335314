"""Which languages can be asked for: those that the model in use tells. Pure."""

from appliance.station.face import Snapshot

from .i18n import Language

USUAL = ("zh", "en", "yue", "ja", "ko")
"""They stand first, in this order."""

UNTOLD = ("zh", "en")
"""Offered while there is no model that could tell."""


def spoken_languages(snapshot: Snapshot, _: Language) -> dict[str, str]:
    """Return the names of the languages by their codes, the usual ones before those by name."""
    told = snapshot.inference.languages if snapshot.inference is not None else ()
    rest = sorted((_.spoken(code), code) for code in told if code not in USUAL)
    codes = [*(code for code in USUAL if code in (told or UNTOLD)), *(code for _name, code in rest)]
    return {code: _.spoken(code) for code in codes}


def can_be_found_out(snapshot: Snapshot) -> bool:
    """Tell whether the model may be left to find the language out, as far as anybody knows."""
    status = snapshot.inference
    return status is None or not status.languages or status.detects_language
