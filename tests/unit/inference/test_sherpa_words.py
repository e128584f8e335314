from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineWord
from appliance.inference.engines.sherpa_words import (
    LONGEST_TOKEN_S,
    Token,
    join_marked_pieces,
    join_sentence_pieces,
    tokens_of,
    without_tags,
)

LONG = to_samples(60)


def spread(*texts: str, step_s: float = 0.2) -> list[Token]:
    """Tokens one after the other."""
    return [Token(text=text, start_s=index * step_s) for index, text in enumerate(texts)]


def texts(words: tuple[EngineWord, ...]) -> list[str]:
    """Return what each word says."""
    return [word.text for word in words]


def test_chinese_characters_are_words_with_the_mark_after_them() -> None:
    """A mark has no word of its own."""
    words = join_sentence_pieces(spread("今", "天", "，", "好", "。"), audio_samples=LONG)
    assert ["今", "天，", "好。"] == texts(words)


def test_pieces_of_latin_words_are_joined() -> None:
    """A piece that begins with a space, or with SentencePiece's sign for one, begins a word."""
    words = join_sentence_pieces(
        spread(" don", "'", "t", "▁wor", "ry", ",", " 3", ".", "14"), audio_samples=LONG
    )
    assert ["don't", " worry,", " 3.14"] == texts(words)


def test_latin_beside_chinese_is_a_word_of_its_own() -> None:
    """Where the model writes no space, the script tells."""
    words = join_sentence_pieces(spread("用", "P", "LC", "控", "制", " ok"), audio_samples=LONG)
    assert ["用", "PLC", "控", "制", " ok"] == texts(words)


def test_kana_stand_alone_and_hangul_is_joined() -> None:
    """Korean has spaces between words, Japanese has none."""
    assert ["は", "い。"] == texts(
        join_sentence_pieces(spread("は", "い", "。"), audio_samples=LONG)
    )
    korean = join_sentence_pieces(spread("▁안", "녕", "▁하"), audio_samples=LONG)
    assert ["안녕", " 하"] == texts(korean)


def test_tags_are_no_text() -> None:
    """Language, emotion and event stay out, alone or within a text."""
    assert "你好" == without_tags("<|zh|><|NEUTRAL|><|Speech|><|withitn|>你好")
    words = join_sentence_pieces(spread("你", "<|Laughter|>", "好"), audio_samples=LONG)
    assert ["你", "好"] == texts(words)


def test_a_space_alone_goes_to_the_next_word() -> None:
    """Nothing is only space, and no space is lost."""
    words = join_sentence_pieces(spread("a", " ", "次", " "), audio_samples=LONG)
    assert ["a", " 次"] == texts(words)


def test_marked_pieces_are_joined_and_latin_words_stand_apart() -> None:
    """As sherpa-onnx spaces Paraformer's text."""
    words = join_marked_pieces(spread("hel@@", "lo", "你", "好", "ok", "ca@@"), audio_samples=LONG)
    assert ["hello", " 你", "好", " ok", " ca"] == texts(words)


def test_tokens_that_stand_for_nothing_are_left_out() -> None:
    """Paraformer's <unk> would stand in the text as it is."""
    tokens = tokens_of(["<s>", "你", "<unk>", "</s>"], [0.0, 0.1, 0.2, 0.3])
    assert ["你"] == [token.text for token in tokens]


def test_a_model_without_times_still_gives_its_text() -> None:
    """sherpa-onnx gives tokens and no times for a Paraformer that was exported without them."""
    words = join_marked_pieces(tokens_of(["你", "好"], []), audio_samples=LONG)
    assert ["你", "好"] == texts(words)


def test_a_word_ends_where_the_next_begins_or_soon_after_its_last_token() -> None:
    """A pause between words stays a pause; a mark does not draw the word out."""
    tokens = [
        Token(text="你", start_s=1.0),
        Token(text="好", start_s=1.2),
        Token(text="，", start_s=2.5),
        Token(text="吗", start_s=3.0),
    ]
    words = join_sentence_pieces(tokens, audio_samples=to_samples(3.1))
    expected = [(1.0, 1.2), (1.2, 1.2 + LONGEST_TOKEN_S), (3.0, 3.1)]
    assert [(to_samples(start), to_samples(end)) for start, end in expected] == [
        (word.start_sample, word.end_sample) for word in words
    ]


def test_confidence_is_the_mean_probability_of_the_tokens() -> None:
    """Where the model gives any."""
    tokens = tokens_of([" a", "b"], [0.0, 0.1], [-0.1, -0.3])
    assert [0.819] == [w.confidence for w in join_sentence_pieces(tokens, audio_samples=LONG)]


PIECES = st.sampled_from(
    ["今", "天", "▁he", "llo", " ", "，", "<|zh|>", "a@@", "b", "'", "가", "カ", "", "@@", "9", "."]
)
TIMES = st.floats(allow_nan=True, allow_infinity=True, width=32)


@settings(max_examples=40)
@given(st.lists(st.tuples(PIECES, TIMES), max_size=12), st.integers(min_value=0, max_value=64_000))
def test_words_are_inside_the_audio_in_order_and_none_is_empty(
    pieces: list[tuple[str, float]], audio_samples: int
) -> None:
    """Whatever times the library gives, and for both kinds of pieces."""
    tokens = [Token(text=text, start_s=start) for text, start in pieces]
    for join in (join_sentence_pieces, join_marked_pieces):
        words = join(tokens, audio_samples=audio_samples)
        starts = [word.start_sample for word in words]
        assert sorted(starts) == starts
        assert all(0 <= w.start_sample <= w.end_sample <= audio_samples for w in words)
        assert all(word.text.strip() for word in words)
        text = "".join(word.text for word in words)
        assert text.strip() == text
        assert [] == [tag for tag in ("<|", "@@") if tag in text and join is join_marked_pieces]


@settings(max_examples=40)
@given(st.lists(PIECES, max_size=12))
def test_no_character_is_lost(pieces: list[str]) -> None:
    """Together the words are the tokens without tags, at most respaced."""
    words = join_sentence_pieces(spread(*pieces), audio_samples=LONG)
    said = without_tags("".join(piece for piece in pieces)).replace("▁", " ")
    assert said.split() == "".join(word.text for word in words).split()
