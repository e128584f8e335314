"""What a screen of a test need not do again, though other screens were there before it.

NiceGUI looks through every object there is, three times for each application, and its globals hold
on to the languages of every screen that there was: a hundred screens later each test takes three
times as long, and a station in the same process stands still for seconds.
"""

import gc
from functools import cache

import pytest

from ui import i18n

_READ = cache(i18n.read_catalogue)
_MADE = cache(i18n.Language)


def light_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what other tests left out of the way; take the languages they took, none changes one."""
    gc.freeze()
    monkeypatch.setattr(i18n, "read_catalogue", _READ)
    monkeypatch.setattr(i18n, "Language", _MADE)
