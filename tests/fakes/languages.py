"""The languages of the screen, read once for all tests of a process.

No test changes a catalogue, and NiceGUI's globals hold on to those of every screen that there was:
a hundred screens later each test takes three times as long.
"""

from functools import cache

import pytest

from ui import i18n

_READ = cache(i18n.read_catalogue)
_MADE = cache(i18n.Language)


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every screen of a test take the languages that another one took."""
    monkeypatch.setattr(i18n, "read_catalogue", _READ)
    monkeypatch.setattr(i18n, "Language", _MADE)
