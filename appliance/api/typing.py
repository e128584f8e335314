"""What the on-screen keyboard asks while somebody types Chinese.

Texts come in the body, not in the address, so that no log of addresses holds them.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from appliance.pinyin import LONGEST_TYPED, PinyinDesk

Letters = Annotated[str, StringConstraints(max_length=LONGEST_TYPED)]


class TypedQuestion(BaseModel):
    """Letters typed so far."""

    typed: Letters


class CandidateAnswer(BaseModel):
    """A text, and how many of the letters it stands for."""

    text: str
    taken: int


class CandidatesAnswer(BaseModel):
    """What may be meant, the likeliest first."""

    candidates: list[CandidateAnswer]


class Choice(BaseModel):
    """A text that was chosen for letters."""

    typed: Letters
    text: Annotated[str, StringConstraints(max_length=LONGEST_TYPED)]


class ChoicesMade(BaseModel):
    """All choices of one composition."""

    choices: Annotated[list[Choice], Field(max_length=LONGEST_TYPED)]


def typing_router(desk: PinyinDesk) -> APIRouter:
    """Return ``/api/input/…``."""
    router = APIRouter(prefix="/api/input")

    @router.post("/pinyin")
    async def pinyin(question: TypedQuestion) -> CandidatesAnswer:
        """Return candidates; none for no letters, which makes the words ready."""
        found = await desk.candidates(question.typed)
        return CandidatesAnswer(
            candidates=[CandidateAnswer(text=one.text, taken=one.taken) for one in found]
        )

    @router.post("/choices", status_code=HTTPStatus.NO_CONTENT)
    async def choices(made: ChoicesMade) -> None:
        """Remember what was chosen, in memory alone."""
        await desk.remember([(one.typed, one.text) for one in made.choices])

    return router
