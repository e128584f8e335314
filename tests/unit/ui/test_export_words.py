"""Failed exports in the language of the screen."""

import errno
from pathlib import Path

from appliance.export.errors import explained
from ui.export_words import EXPORT_FAILURES


def test_every_failure_of_an_export_can_be_translated() -> None:
    """Whatever the operating system says, and what is done next."""
    failures = [explained(OSError(number, "odd"), Path("/x")) for number in errno.errorcode]

    assert {text for one in failures for text in (one.template, one.hint_template)} == {
        *EXPORT_FAILURES
    }
