"""Languages to choose from."""

import re

from faster_whisper.tokenizer import _LANGUAGE_CODES

from appliance.station.face import Snapshot
from tests.fakes.ready import READY
from ui.i18n import Languages
from ui.spoken_languages import UNTOLD, can_be_found_out, spoken_languages

ENGLISH = Languages("en").choose("en")
CHINESE = Languages("zh-CN").choose("zh-CN")


def test_the_usual_languages_come_first() -> None:
    """Then those that are left, by name."""
    status = READY.model_copy(update={"languages": ("af", "en", "haw", "sq", "yue", "zh")})
    names = spoken_languages(Snapshot(inference=status), ENGLISH)
    assert ["zh", "en", "yue", "af", "sq", "haw"] == list(names)
    assert ["Chinese", "English", "Cantonese", "Afrikaans", "Albanian", "Hawaiian"] == list(
        names.values()
    )


def test_languages_of_recordings_are_offered_whatever_model_is_in_use() -> None:
    """In their place among the others, each once."""
    status = READY.model_copy(update={"languages": ("zh", "sq")})
    names = spoken_languages(Snapshot(inference=status), ENGLISH, ("zh", "ko", "fr"))
    assert ["zh", "ko", "sq", "fr"] == list(names)


def test_what_a_model_knows_has_a_name() -> None:
    """Also where it writes a code in its own way, on either screen."""
    status = READY.model_copy(update={"languages": tuple(_LANGUAGE_CODES)})
    for language, name in ((ENGLISH, re.compile("[A-Z].{2,}")), (CHINESE, re.compile("[一-鿿 ]+"))):
        names = spoken_languages(Snapshot(inference=status), language)
        assert len(_LANGUAGE_CODES) == len(names)
        assert [] == [words for words in names.values() if not name.match(words)]


def test_a_model_that_is_away_leaves_the_two_of_this_screen() -> None:
    """And hinders nobody from having the language found out."""
    away = Snapshot()
    silent = Snapshot(inference=READY.model_copy(update={"languages": ()}))
    assert (
        UNTOLD == tuple(spoken_languages(away, ENGLISH)) == tuple(spoken_languages(silent, ENGLISH))
    )
    assert can_be_found_out(away)
    deaf = READY.model_copy(update={"detects_language": False})
    assert not can_be_found_out(Snapshot(inference=deaf))
