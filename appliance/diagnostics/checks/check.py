"""What a check is, and what it finds. The decision is pure: facts in, judgement out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from appliance.diagnostics.facts import Facts


class Verdict(StrEnum):
    """How it stands, from good to bad; what does not apply is neither."""

    OK = "ok"
    ATTENTION = "attention"
    """It works, but somebody should look."""

    BROKEN = "broken"
    NOT_APPLICABLE = "not-applicable"


class Area(StrEnum):
    """Where a check belongs, in the order of showing."""

    MICROPHONE = "microphone"
    RECOGNISER = "recogniser"
    BOX = "box"
    MACHINE = "machine"


class Remedy(StrEnum):
    """What the box itself can do about it, when it is told to."""

    UNMUTE = "unmute"
    """Have the mixers switch the microphone on."""


class Way(StrEnum):
    """The page of the box on which the next step is."""

    HISTORY = "history"
    STICK = "stick"
    RECOGNITION = "recognition"
    """This group of the settings, as those below."""

    STORAGE = "storage"
    THIS_BOX = "this-box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a look at the facts gave. The texts are message ids with places for ``fields``."""

    verdict: Verdict
    what: str
    fix: str = ""
    """The next step, on the touchscreen or with hands; empty if nothing needs to be done."""

    fields: dict[str, str] = field(default_factory=dict)
    remedy: Remedy | None = None
    way: Way | None = None

    def on(self, way: Way | None) -> "Judgement":
        """Say on which page the next step is; None if it is on none."""
        return replace(self, way=way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A judgement with what was looked at and why that matters."""

    name: str
    area: Area
    title: str
    why: str
    verdict: Verdict
    what: str
    fix: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    remedy: Remedy | None = None
    way: Way | None = None

    @property
    def what_in_english(self) -> str:
        """What was found, filled in."""
        return self.what.format(**self.fields)

    @property
    def fix_in_english(self) -> str:
        """The next step, filled in."""
        return self.fix.format(**self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at; ``title`` and ``why`` are message ids."""

    name: str
    area: Area
    title: str
    why: str
    look: Callable[[Facts], Judgement]

    def find(self, facts: Facts) -> Finding:
        """Look, and tell what for."""
        judgement = self.look(facts)
        return Finding(
            name=self.name,
            area=self.area,
            title=self.title,
            why=self.why,
            verdict=judgement.verdict,
            what=judgement.what,
            fix=judgement.fix,
            fields=judgement.fields,
            remedy=judgement.remedy,
            way=judgement.way,
        )


def mark(msgid: str) -> str:
    """Mark a message id that is translated where it is shown."""
    return msgid


def ok(what: str, **fields: str) -> Judgement:
    """Say that all is well."""
    return Judgement(verdict=Verdict.OK, what=what, fields=fields)


def attention(what: str, fix: str, **fields: str) -> Judgement:
    """Say that somebody should look."""
    return Judgement(verdict=Verdict.ATTENTION, what=what, fix=fix, fields=fields)


def broken(what: str, fix: str, **fields: str) -> Judgement:
    """Say that it does not work."""
    return Judgement(verdict=Verdict.BROKEN, what=what, fix=fix, fields=fields)


def inapplicable(what: str, **fields: str) -> Judgement:
    """Say why it cannot or need not be looked at."""
    return Judgement(verdict=Verdict.NOT_APPLICABLE, what=what, fields=fields)
