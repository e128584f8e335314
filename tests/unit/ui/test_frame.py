"""The ways between pages."""

from ui.frame import TABS
from ui.i18n import Languages
from ui.place import Place


def test_every_tab_has_its_own_words_in_every_language() -> None:
    """Two tabs with one word would be a riddle."""
    for code in ("en", "zh-CN"):
        _ = Languages(code).choose(None)
        assert len(TABS) == len({_(tab.words) for tab in TABS})
    assert Place.RECORD is TABS[0].place
