"""Hot words and replacement rules, as read from packs.

A pack is a text file: ``term``, ``term<TAB>weight`` or ``wrong=>right`` a line; ``#`` begins a
comment.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeVar

from appliance.text.terms import LONGEST_TERM

MOST_HOT_WORDS: Final = 200
"""So many are passed to an engine; more make every engine slower and none better."""

_HEAVIEST: Final = 100.0
_COMMAS: Final = ",，、;；"
_OTHER_ARROWS: Final = ("->", "→", "＝＞", "=＞", "＝>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line of a pack that was left out."""

    pack: str
    line: int
    """From 1; 0 is the whole file."""

    reason: str

    def __str__(self) -> str:
        place = f"{self.pack}:{self.line}" if self.line else self.pack
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A hot word."""

    term: str
    weight: float = 1.0
    place: str = ""
    """``pack:line``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``wrong=>right``: applied wherever ``wrong`` stands."""

    wrong: str
    right: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """All packs together. What is said twice counts as it was said first."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    replacements: Mapping[str, Rule] = field(default_factory=dict)
    packs: Mapping[str, "Lexicon"] = field(default_factory=dict)
    """What it was put together from, by name."""

    @classmethod
    def parse(cls, text: str, name: str) -> "tuple[Lexicon, list[Problem]]":
        """Read one pack; lines that cannot be used are told and left out."""
        entries: dict[str, Entry] = {}
        replacements: dict[str, Rule] = {}
        problems: list[Problem] = []
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
            content = line.strip("\r ")
            if not content.strip() or content.lstrip().startswith("#"):
                continue
            try:
                entry = _read(content, f"{name}:{number}")
                if isinstance(entry, Rule):
                    _insert(replacements, entry.wrong, entry)
                else:
                    _insert(entries, entry.term, entry)
            except _UnusableError as error:
                problems.append(Problem(pack=name, line=number, reason=str(error)))
        return cls(entries=entries, replacements=replacements), problems

    @classmethod
    def merged(cls, packs: "Mapping[str, Lexicon]") -> "Lexicon":
        """Return several as one, in their order."""
        entries: dict[str, Entry] = {}
        replacements: dict[str, Rule] = {}
        for lexicon in packs.values():
            entries |= {key: value for key, value in lexicon.entries.items() if key not in entries}
            replacements |= {
                key: value for key, value in lexicon.replacements.items() if key not in replacements
            }
        return cls(entries=entries, replacements=replacements, packs=packs)

    def only(self, names: Collection[str]) -> "Lexicon":
        """Return what some of its packs hold together; a name that it has not is passed over."""
        return self.merged({name: pack for name, pack in self.packs.items() if name in names})

    @property
    def terms(self) -> tuple[str, ...]:
        """Hot words, in the order of the packs."""
        return tuple(self.entries)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Replacement rules, in the order of the packs."""
        return tuple(self.replacements.values())

    @cached_property
    def hot_words(self) -> tuple[str, ...]:
        """What is passed to engines that take hot words: the heaviest, in the packs' order."""
        heaviest = sorted(self.entries.values(), key=lambda entry: -entry.weight)
        chosen = {entry.term for entry in heaviest[:MOST_HOT_WORDS]}
        return tuple(term for term in self.entries if term in chosen)

    @cached_property
    def hash(self) -> str:
        """Short hash of the content, the same whatever the order; empty if there is none."""
        if not self:
            return ""
        lines = [f"{entry.term}\t{entry.weight}" for entry in self.entries.values()]
        lines += [f"{rule.wrong}=>{rule.right}" for rule in self.replacements.values()]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]

    def __len__(self) -> int:
        return len(self.entries) + len(self.replacements)


EMPTY: Final = Lexicon()


_Kept = TypeVar("_Kept", Entry, Rule)


class _UnusableError(Exception):
    """A line; says why."""


def _insert(into: dict[str, _Kept], key: str, value: _Kept) -> None:
    known = into.get(key)
    if known is not None:
        raise _UnusableError(f"{key} stands at {known.place} already")
    into[key] = value


def _read(content: str, place: str) -> Entry | Rule:
    wrong, arrow, right = content.partition("=>")
    if arrow:
        wrong, right = wrong.strip(), right.strip()
        if not wrong:
            raise _UnusableError("nothing stands before =>")
        _check(wrong)
        _check(right)
        if wrong == right:
            raise _UnusableError("the rule changes nothing")
        return Rule(wrong=wrong, right=right, place=place)
    term, _, weight = content.partition("\t")
    term, weight = term.strip(), weight.strip()
    if not term:
        raise _UnusableError("there is no term")
    if any(mark in term for mark in _COMMAS):
        raise _UnusableError("it holds a comma; one term stands in a line")
    if any(arrow in term for arrow in _OTHER_ARROWS):
        raise _UnusableError("a rule is written wrong=>right, with = and > of half width")
    _check(term)
    return Entry(term=term, weight=_weight(weight) if weight else 1.0, place=place)


def _check(term: str) -> None:
    if len(term) > LONGEST_TERM:
        raise _UnusableError(f"a term has at most {LONGEST_TERM} characters")
    if not term.isprintable():
        raise _UnusableError("it holds a control character")


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError as error:
        raise _UnusableError("the weight after the tab is no number") from error
    if not 0 < weight <= _HEAVIEST:
        raise _UnusableError(f"a weight is above 0 and at most {_HEAVIEST:.0f}")
    return weight
