"""Word frequencies of Chinese, from jieba's dictionary, and the likeliest way to part a text."""

import logging
import math
import re
import warnings
from functools import lru_cache
from typing import Any, Final

RAREST_KEPT: Final = 4
"""Half of the dictionary was seen up to three times; without that half it takes 25 MB, not 60."""

RAREST_PAIR_KEPT: Final = 3
"""Short words are what terms are confused with, so more of them are known."""

_NUMERAL: Final = re.compile("[〇零一二三四五六七八九十百千万亿两半]")


class Dictionary:
    """Read once, never changed."""

    def __init__(self) -> None:
        """Read it; takes half a second. Nothing is written anywhere and nothing printed."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba looks for a module that warns of its end
            import jieba
        jieba.setLogLevel(logging.CRITICAL)
        tokenizer = jieba.Tokenizer()
        frequencies: dict[str, int] = {}
        kinds: dict[str, str] = {}
        with tokenizer.get_dict_file() as lines:
            for line in lines:
                word, count, kind = line.decode("utf-8").split()
                if int(count) >= (RAREST_PAIR_KEPT if len(word) == 2 else RAREST_KEPT):
                    frequencies[word] = int(count)
                if _NUMERAL.search(word):
                    kinds[word] = kind
                    frequencies.setdefault(word, int(count))
        total = sum(frequencies.values())
        for word in tuple(frequencies):
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)
        # What `initialize` would do, without its cache in the folder for temporary files.
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
        self._tokenizer: Any = tokenizer
        self._frequencies = frequencies
        self._log_total = math.log(total)
        self.numeral_kinds = kinds
        """Words with a numeral in them, each with its part of speech as jieba names it."""

    def words(self, text: str, *, guesses: bool = False) -> list[str]:
        """Part a text into its likeliest words.

        With ``guesses`` characters that are no known words may be one together, such as a name.
        """
        return self._tokenizer.lcut(text, HMM=guesses) if text else []

    def vocabulary(self) -> list[str]:
        """Return all words that are known."""
        return [word for word, frequency in self._frequencies.items() if frequency]

    def frequency(self, word: str) -> int:
        """Tell how often a word was seen in some 60 million; 0 if never."""
        return self._frequencies.get(word, 0)

    def word_likelihood(self, word: str, *, at_least: float = 1.0) -> float:
        """Return the log probability of a word."""
        return math.log(max(self.frequency(word), at_least)) - self._log_total

    def likelihood(self, text: str) -> float:
        """Return the log probability of a text as its likeliest words."""
        return sum(map(self.word_likelihood, self.words(text)))


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """Return the one of this process."""
    return Dictionary()
