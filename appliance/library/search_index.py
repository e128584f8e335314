"""The full-text index: which recordings hold which words.

One entry a recording: the words of its title, tags, names and best text. The index knows neither
places nor counts, which would double it; instead a word is entered a second time, marked, where
it is in a title or weighs much in the text. Ranking needs no more, and places are found by
looking at the text of the few recordings that are shown.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import apsw

from appliance.domain.search_query import Term, Token, tokens
from appliance.library.folding import fold
from appliance.library.list_columns import title_order
from appliance.library.packing import lengthen
from appliance.library.segment_rows import OF_VERSION

IN_LABELS: Final = "="
WEIGHTY: Final = "+"
HEAVY: Final = "#"

_MARKS: Final = ((WEIGHTY, 0.65), (HEAVY, 0.85))
_USUAL_CHARACTERS: Final = 3000
_SATURATION: Final = 1.2
_LENGTH_SHARE: Final = 0.75
"""BM25's k1 and b: in a text of usual length three and seven occurrences earn a mark."""


class SearchIndex:
    """Writes and asks the table ``search``; within the caller's transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def put(self, number: int, *, title: str, labels: Iterable[str], version: int | None) -> None:
        """Enter a recording as it is now."""
        found = list(
            self._connection.execute(
                f"SELECT text, provenance FROM segments WHERE {OF_VERSION}",  # noqa: S608
                (version,),
            )
        )
        written = set(tokens(fold("\n".join([title, *labels]))))
        entry = _entry(written, fold("\n".join([lengthen(text) for text, _ in found])))
        self.remove(number)
        self._connection.execute(
            "INSERT INTO search (rowid, tokens) VALUES (?, ?)", (number, entry)
        )
        self._connection.execute(
            "UPDATE recordings SET indexed = 1, languages = ?, title_order = ? WHERE number = ?",
            (self._languages({made_by for _, made_by in found}), title_order(title), number),
        )

    def languages(self) -> tuple[str, ...]:
        """Return the languages that were spoken in any recording."""
        found = self._connection.execute("SELECT DISTINCT languages FROM recordings")
        return tuple(sorted({language for (several,) in found for language in several.split()}))

    def remove(self, number: int) -> None:
        """Take a recording out."""
        self._connection.execute("DELETE FROM search WHERE rowid = ?", (number,))

    def clear(self) -> None:
        """Take everything out."""
        self._connection.execute("INSERT INTO search (search) VALUES ('delete-all')")

    def optimise(self) -> None:
        """Join what was entered piece by piece."""
        self._connection.execute("INSERT INTO search (search) VALUES ('optimize')")

    def _languages(self, made_by: set[int]) -> str:
        found = {
            self._connection.execute(
                "SELECT language FROM provenance WHERE number = ?", (number,)
            ).get
            for number in made_by
        }
        return " ".join(sorted(language for language in found if language))


def expression(terms: Iterable[Term], mark: str = "") -> str:
    """Return what all tokens of the terms, with a mark, are in the language of FTS5."""
    return " AND ".join(_quoted(token, mark) for term in terms for token in term.tokens)


def _quoted(token: Token, mark: str) -> str:
    return f'"{mark}{token.text}"{" *" if token.is_prefix else ""}'


def _entry(written: set[str], text: str) -> str:
    counts = Counter(tokens(text))
    usual = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * len(text) / _USUAL_CHARACTERS)
    entry = [*counts, *(word for word in written if word not in counts)]
    entry += [IN_LABELS + word for word in written]
    for mark, share in _MARKS:
        least = usual * share / (1 - share)
        entry += [mark + word for word, count in counts.items() if count >= least and len(word) > 1]
    return " ".join(entry)
