"""Which languages can be asked for: those that the model in use tells. Pure."""

from collections.abc import Iterable

from appliance.station.face import Snapshot

from .i18n import Language

USUAL = ("zh", "en", "yue", "ja", "ko")
"""They stand first, in this order."""

UNTOLD = ("zh", "en")
"""Offered while there is no model that could tell."""


def spoken_languages(snapshot: Snapshot, _: Language, heard: Iterable[str] = ()) -> dict[str, str]:
    """Return the names of the languages by their codes, the usual ones before those by name.

    ``heard`` are offered whatever model is in use now.
    """
    told = snapshot.inference.languages if snapshot.inference is not None else ()
    offered = {*(told or UNTOLD), *heard}
    rest = sorted((_.spoken(code), code) for code in offered if code not in USUAL)
    codes = [*(code for code in USUAL if code in offered), *(code for _name, code in rest)]
    return {code: _.spoken(code) for code in codes}


def can_be_found_out(snapshot: Snapshot) -> bool:
    """Tell whether the model may be left to find the language out, as far as anybody knows."""
    status = snapshot.inference
    return status is None or not status.languages or status.detects_language
