"""What a stick may hold that is to be verified."""

from collections.abc import Generator
from itertools import count
from pathlib import Path, PosixPath
from typing import Self

import pytest

from appliance.export import ExportError, verify


class EndlessFolder(PosixPath):
    """A folder that never comes to its end, as a stick may claim to have."""

    def iterdir(self) -> Generator[Self]:
        """Go on and on."""
        for number in count():
            yield self / str(number)


def test_a_folder_without_end_is_refused(tmp_path: Path) -> None:
    """Its names are not all collected before they are counted."""
    with pytest.raises(ExportError, match="holds more than 100000 entries"):
        verify(EndlessFolder(tmp_path))
