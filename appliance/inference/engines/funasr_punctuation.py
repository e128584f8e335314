"""Punctuation for text that comes without: CT-Transformer on FunASR."""

import logging
import tempfile
from typing import Any, Final

import jieba

from appliance.inference.engines.funasr_checkpoint import Checkpoint, check_checkpoint
from appliance.inference.engines.funasr_loading import load_checkpoint
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family, InstalledModel

_MARKS: Final = ("，", "。", "？", "、")
_NO_MARK: Final = "_"

_NO_PATH: Final = "\n"
"""Before a text: FunASR fetches an address and reads the file that a text names. It falls away."""


class FunasrPunctuator:
    """See the module."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Check and load the weights; some seconds. Raises ModelError."""
        checkpoint = check_checkpoint(model, (Family.PUNCTUATION,))
        jieba.setLogLevel(logging.WARNING)
        with tempfile.TemporaryDirectory() as folder:
            # Else it reads a table from a file that anybody may have left there.
            jieba.dt.tmp_dir = folder
            self._model: Any = load_checkpoint(checkpoint, placement)
        _check_marks(checkpoint, self._model.model)

    def punctuate(self, text: str) -> str:
        """Return the text with marks set; Latin words are respaced, and capitalised after stops."""
        if not text.strip():
            return ""
        answers = self._model.generate([_NO_PATH + text.strip()])
        return str(answers[0]["text"]).strip()


def _check_marks(checkpoint: Checkpoint, model: Any) -> None:
    """Refuse a model without the usual marks, and have it write no others, such as ``<unk>``."""
    marks = [str(mark) for mark in model.punc_list]
    if not {*_MARKS, _NO_MARK} <= set(marks):
        checkpoint.refuse("it does not know the usual marks")
    end = model.sentence_end_id
    if not isinstance(end, int) or not 0 <= end < len(marks) or marks[end] != "。":
        checkpoint.refuse("its sentence_end_id is not that of a full stop")
    model.punc_list = [mark if mark in _MARKS else _NO_MARK for mark in marks]
