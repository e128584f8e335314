"""What somebody does to the files of the queue."""

from typing import Any

import pytest
from nicegui.testing.user import User

from tests.integration.screen.person import dispatch, only
from ui.widgets.file_list import FileList
from ui.widgets.toast import Toast

Told = list[tuple[int, list[tuple[int, dict[str, Any]]]]]


def heard(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return what the list tells its browser from now on."""
    sent: Told = []

    def run_method(_list: FileList, name: str, total: int, news: list[Any]) -> None:
        assert "put" == name
        sent.append((total, [(place, row) for place, row in news]))

    monkeypatch.setattr(FileList, "run_method", run_method)
    return sent


def toast(user: User) -> dict[str, Any]:
    """Return what the toast shows."""
    shown = only(user, Toast).props["shown"]
    assert isinstance(shown, dict)
    return shown


def deed(user: User, number: int, what: str) -> None:
    """Tap a button of a file."""
    dispatch(only(user, FileList), "deed", {"id": f"{number:08x}", "deed": what})
