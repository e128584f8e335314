"""What a sheet says once everything on a stick was read back."""

from collections.abc import Iterator
from contextlib import contextmanager

from appliance.station.face import ExportProgress

from ..endings import verified_words
from ..i18n import Language
from .dialog import Dialog
from .touch import Words


@contextmanager
def verified(dialog: Dialog, progress: ExportProgress, language: Language) -> Iterator[None]:
    """Fill the sheet; the block builds what is worth saying besides."""
    _ = language
    sign = "warning" if progress.without_audio else "check"
    with dialog.filled(sign, verified_words(progress, _)):
        if progress.eject_first:
            Words(_("Before you pull it out, tap Remove the stick."))
        Words(_("Every file was read back from the stick and is the same as here."))
        yield
