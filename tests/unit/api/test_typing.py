"""What the keyboard on the screen asks."""

import httpx
import pytest

from appliance.config import Settings
from appliance.pinyin import LONGEST_TYPED
from tests.fakes.words import write_words


@pytest.fixture
async def api(
    http: httpx.AsyncClient, token: dict[str, str], settings: Settings
) -> httpx.AsyncClient:
    """Return a client with the token, of a station that knows a few words."""
    write_words(settings.paths.pinyin)
    http.headers.update(token)
    return http


async def test_letters_get_candidates(api: httpx.AsyncClient) -> None:
    """With the number of letters that each stands for."""
    answer = await api.post("/api/input/pinyin", json={"typed": "zhongguoren"})
    candidates = answer.json()["candidates"]
    assert {"text": "中国人", "taken": 11} == candidates[0]
    assert {"text": "中国", "taken": 8} == candidates[1]


async def test_choices_are_remembered(api: httpx.AsyncClient) -> None:
    """They go first from then on."""
    made = {"choices": [{"typed": "huiyi", "text": "回忆"}]}
    assert 204 == (await api.post("/api/input/choices", json=made)).status_code
    answer = await api.post("/api/input/pinyin", json={"typed": "huiyi"})
    assert "回忆" == answer.json()["candidates"][0]["text"]


async def test_nobody_asks_without_the_token(http: httpx.AsyncClient) -> None:
    """What a person types is that person's."""
    answer = await http.post("/api/input/pinyin", json={"typed": "zhong"})
    assert 401 == answer.status_code


async def test_more_letters_than_anybody_types_are_refused(api: httpx.AsyncClient) -> None:
    """A question is bounded."""
    answer = await api.post("/api/input/pinyin", json={"typed": "a" * (LONGEST_TYPED + 1)})
    assert 422 == answer.status_code
