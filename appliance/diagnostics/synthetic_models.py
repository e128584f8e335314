"""A SenseVoice of full size with random weights, to measure speed and memory without the real one.

Such a model costs the same whatever its weights, since it decodes everything at once. So that
what comes after it has something to work with, only its last layer is made for a purpose, from
the built-in meeting: the frames ahead of the audio give the labels SenseVoice gives (the language
asked for, here Chinese for ``auto``), quiet frames give nothing, and of the others about every
fourth gives one of the 3,755 commonest Chinese characters, by chance but always the same one for
the same sound. What it says is nonsense; how much it says, and when, is like speech.

Needs the extra ``funasr``; takes some minutes, 6 GB of memory and 1.2 GB of disk:

    python -m appliance.diagnostics.synthetic_models FOLDER
"""

import logging
import sys
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from funasr.frontends.wav_frontend import WavFrontend
from funasr.models.sense_voice.model import SenseVoiceSmall

from appliance.diagnostics.audio_file import built_in
from appliance.domain.audio import to_samples
from appliance.inference.conversion.sense_voice import MODEL_FILE, export_sense_voice
from appliance.modelstore import manifest
from appliance.modelstore.installed import Family
from appliance.modelstore.manifest import Manifest

log = logging.getLogger(__name__)

NAME: Final = "sense-voice-full-size"
VOCABULARY: Final = 25_055
LANGUAGES: Final = ("zh", "en", "yue", "ja", "ko")

_FEATURES: Final = 560
_WIDTH: Final = 512
_ENCODER: Final = {
    "output_size": _WIDTH,
    "attention_heads": 4,
    "linear_units": 2048,
    "dropout_rate": 0.1,
    "positional_dropout_rate": 0.1,
    "attention_dropout_rate": 0.1,
    "input_layer": "pe",
    "pos_enc_class": "SinusoidalPositionEncoder",
    "normalize_before": True,
    "kernel_size": 11,
    "sanm_shfit": 0,
    "selfattention_layer_type": "sanm",
}
"""As in the configuration of SenseVoiceSmall, its misspelling included."""

_LABELS: Final = {
    "<|zh|>": 24_884,
    "<|en|>": 24_885,
    "<|yue|>": 24_888,
    "<|ja|>": 24_892,
    "<|ko|>": 24_896,
    "<|Speech|>": 24_993,
    "<|NEUTRAL|>": 25_004,
    "<|withitn|>": 25_016,
    "<|woitn|>": 25_017,
}
"""Where they are in the real vocabulary."""

_QUIET: Final = len(_LABELS)
"""The column after the labels'."""

_QUIET_BELOW: Final = -0.5
"""Mean of a frame's normalised features."""

_QUESTIONS: Final = 4
_FIRST_CHARACTER: Final = 3
_NEVER: Final = -1e4
_SILENT_SHARE: Final = 0.72
"""Of the frames with sound; the rest makes four to five characters a second."""


def build_full_size_sense_voice(target: Path, *, blocks: tuple[int, int] = (50, 20)) -> None:
    """Build the model in the folder ``target``: int8 ONNX, tokens and manifest.

    With fewer ``blocks`` before and after the middle norm it is not of full size, but built soon.
    """
    target.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    # On a busy machine several threads wait for each other thirty times as long as they compute.
    torch.set_num_threads(1)
    model = SenseVoiceSmall(
        input_size=_FEATURES,
        vocab_size=VOCABULARY,
        encoder="SenseVoiceEncoderSmall",
        encoder_conf={**_ENCODER, "num_blocks": blocks[0], "tp_blocks": blocks[1]},
    ).eval()
    frontend = WavFrontend(
        fs=16_000, window="hamming", n_mels=80, frame_length=25, frame_shift=10, lfr_m=7, lfr_n=6,
        dither=0.0,
    )  # fmt: skip
    meeting = built_in("meeting_zh").astype(np.float32) / 32_768
    frames = _frames(frontend, meeting)
    frontend.cmvn = torch.stack([-frames.mean(0), 1 / frames.std(0)])
    log.info("model of %d million weights made", sum(p.numel() for p in model.parameters()) / 1e6)
    with torch.no_grad():
        _make_last_layer(model, list(_excerpts(frontend, meeting)))
    log.info("last layer made")
    export_sense_voice(model, target, frontend=frontend, vocabulary=VOCABULARY, comment="synthetic")
    lines = (f"{token} {number}\n" for number, token in enumerate(_vocabulary()))
    (target / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    _write_manifest(target)


def _frames(frontend: Any, samples: np.ndarray[Any, Any]) -> torch.Tensor:
    frames: torch.Tensor = frontend(torch.from_numpy(samples)[None], [len(samples)])[0][0]
    return frames


def _excerpts(frontend: Any, meeting: np.ndarray[Any, Any]) -> Iterator[torch.Tensor]:
    """Yield speech with its pauses, faint noise and digital silence, as normalised features."""
    generator = np.random.default_rng(0)
    length = to_samples(8.0)
    noise = generator.standard_normal(length).astype(np.float32)
    sounds = [meeting[at : at + length] for at in range(0, 5 * length, length)]
    sounds += [noise * 1e-3, noise * 1e-4, np.zeros(length, np.float32)]
    for sound in sounds:
        yield _frames(frontend, sound)


def _make_last_layer(model: Any, excerpts: list[torch.Tensor]) -> None:
    """Fit labels and quiet by ridge regression on what the random encoder makes of the excerpts."""
    names = list(_LABELS)
    languages = [("auto", "<|zh|>"), *((language, f"<|{language}|>") for language in LANGUAGES)]
    styles = [("withitn", "<|withitn|>"), ("woitn", "<|woitn|>")]
    asked = list(product(languages, styles))
    # The whole of each excerpt, and short parts of the speech for the rest of what can be asked.
    parts = [*excerpts, *(excerpts[turn % 2][turn : turn + 15] for turn in range(2 * len(asked)))]
    hidden, wanted = [], []
    for part, ((language, label), (style, style_label)) in zip(parts, cycle(asked), strict=False):
        numbers = (model.lid_dict[language], 1, 2, model.textnorm_dict[style])
        x = torch.cat((model.embed(torch.tensor([numbers])), part[None]), dim=1)
        hidden.append(model.encoder(x, torch.tensor([x.shape[1]]))[0][0])
        targets = torch.zeros(x.shape[1], len(names) + 1)
        for position, name in enumerate((label, "<|NEUTRAL|>", "<|Speech|>", style_label)):
            targets[position, names.index(name)] = 1
        targets[_QUESTIONS:, _QUIET] = (part.mean(1) < _QUIET_BELOW).float()
        wanted.append(targets)
    h, y = torch.cat(hidden), torch.cat(wanted)
    importance = 1 + 30 * y[:, :_QUIET].sum(1, keepdim=True)
    h1 = torch.cat((h, torch.ones(len(h), 1)), dim=1)
    fitted = torch.linalg.solve(
        (h1 * importance).T @ h1 + torch.eye(_WIDTH + 1), (h1 * importance).T @ y
    )
    loud = h[y.sum(1) == 0]
    _fill(model.ctc.ctc_lo, fitted, loud)


def _fill(layer: Any, fitted: torch.Tensor, loud: torch.Tensor) -> None:
    count = len(_characters())
    characters = slice(_FIRST_CHARACTER, _FIRST_CHARACTER + count)
    torch.nn.init.normal_(layer.weight, std=1 / float(loud.std()) / _WIDTH**0.5)
    layer.bias.fill_(_NEVER)
    layer.bias[characters] = -(layer.weight[characters] @ loud.mean(0))
    best = (loud @ layer.weight[characters].T + layer.bias[characters]).max(1).values
    level = float(best.quantile(_SILENT_SHARE))
    layer.weight[0] = 3 * level * fitted[:_WIDTH, _QUIET]
    layer.bias[0] = level + 3 * level * fitted[_WIDTH, _QUIET]
    for column, number in enumerate(_LABELS.values()):
        layer.weight[number] = 6 * level * fitted[:_WIDTH, column]
        layer.bias[number] = level + 6 * level * (fitted[_WIDTH, column] - 0.5)


def _characters() -> list[str]:
    """Return the first level of GB 2312, in its order."""
    codes = (bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 56) for cell in range(1, 95))
    texts = (code.decode("gb2312", errors="replace") for code in codes)
    return [text for text in texts if "\ufffd" not in text]


def _vocabulary() -> list[str]:
    characters = _characters()
    begin = ["<unk>", "<s>", "</s>", *characters]
    labels = {number: label for label, number in _LABELS.items()}
    known = set(characters)
    rest = (chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in known)
    tokens = list(begin)
    while len(tokens) < VOCABULARY:
        label = labels.get(len(tokens))
        tokens.append(label or next(rest, f"▁piece{len(tokens)}"))
    return tokens


def _write_manifest(target: Path) -> None:
    files = (MODEL_FILE, "tokens.txt")
    manifest.write(
        target,
        Manifest(
            name=NAME,
            title="SenseVoice in full size with random weights, for measuring",
            engine="sherpa",
            family=Family.SENSE_VOICE,
            licence="none: random weights",
            languages=LANGUAGES,
            source=("built on the spot",),
            weights=MODEL_FILE,
            files={name: manifest.sha256_of(target / name) for name in files},
        ),
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    build_full_size_sense_voice(Path(sys.argv[1]))
