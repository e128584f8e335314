"""A SenseVoice of three blocks that knows five sentences."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sentencepiece
import torch
from funasr.models.sense_voice.model import SenseVoiceSmall

from tests.models.tiny.checkpoint import write_checkpoint
from tests.models.tiny.clips import Clip, variants
from tests.models.tiny.features import features, write_cmvn

TAGS = ("<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|withitn|>", "<|woitn|>")
BPE = "chn_jpn_yue_eng_ko_spectok.bpe.model"
VARIANTS = 6
STEPS = 260

ENCODER_CONF: dict[str, Any] = {
    "output_size": 96,
    "attention_heads": 4,
    "linear_units": 192,
    "num_blocks": 2,
    "tp_blocks": 1,
    "dropout_rate": 0.0,
    "positional_dropout_rate": 0.0,
    "attention_dropout_rate": 0.0,
    "input_layer": "pe",
    "pos_enc_class": "SinusoidalPositionEncoder",
    "normalize_before": True,
    "kernel_size": 11,
    "sanm_shfit": 0,
    "selfattention_layer_type": "sanm",
}


def teach(folder: Path, clips: Sequence[Clip]) -> None:
    """Train until it says the clips, and write a FunASR checkpoint; about 20 s on two cores."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    takes = [variants(clip, count=VARIANTS, seed=index) for index, clip in enumerate(clips)]
    write_cmvn(folder / "am.mvn", [samples for take in takes for samples in take])
    _write_tokenizer(folder, clips)
    tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(folder / BPE))
    model = SenseVoiceSmall(
        encoder="SenseVoiceEncoderSmall",
        encoder_conf=ENCODER_CONF,
        input_size=560,
        vocab_size=tokenizer.get_piece_size(),
        ctc_conf={"dropout_rate": 0.0},
    )
    heard = [[features(samples, folder / "am.mvn") for samples in take] for take in takes]
    _train(model, heard, clips, tokenizer)
    write_checkpoint(
        folder,
        model,
        config={
            "model": "SenseVoiceSmall",
            "model_conf": {"length_normalized_loss": True, "sos": 1, "eos": 2},
            "encoder": "SenseVoiceEncoderSmall",
            "encoder_conf": ENCODER_CONF,
            "tokenizer": "SentencepiecesTokenizer",
            "tokenizer_conf": {"unk_symbol": "<unk>", "split_with_space": True},
            "ctc_conf": {"dropout_rate": 0.0},
        },
        tokenizer_files={"bpemodel": BPE},
    )


def _train(
    model: Any,
    heard: list[list[torch.Tensor]],
    clips: Sequence[Clip],
    tokenizer: sentencepiece.SentencePieceProcessor,
) -> None:
    chance = random.Random(1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=STEPS)
    model.train()
    for _ in range(STEPS):
        speech = [chance.choice(take) for take in (*heard, *heard)]
        language = [chance.choice((0, 3)) for _ in speech]
        norm = [14 for _ in clips] + [15 for _ in clips]
        targets = [
            [
                tokenizer.piece_to_id(piece)
                for piece in (*TAGS[:3], TAGS[3] if itn == 14 else TAGS[4])
            ]
            + [tokenizer.piece_to_id(char) for char in (clip.text if itn == 14 else clip.words)]
            for clip, itn in zip((*clips, *clips), norm, strict=True)
        ]
        loss = _loss(model, speech, language, norm, targets)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
    model.eval()


def _loss(
    model: Any,
    speech: list[torch.Tensor],
    language: list[int],
    norm: list[int],
    targets: list[list[int]],
) -> torch.Tensor:
    frames = torch.nn.utils.rnn.pad_sequence(speech, batch_first=True)
    queries = model.embed(
        torch.tensor([[asked, 1, 2, itn] for asked, itn in zip(language, norm, strict=True)])
    )
    lengths = torch.tensor([len(frames) + 4 for frames in speech])
    encoded, _ = model.encoder(torch.cat([queries, frames], dim=1), lengths)
    scores = model.ctc.ctc_lo(encoded).log_softmax(-1)
    tags = torch.tensor([target[:4] for target in targets])
    texts = [torch.tensor(target[4:]) for target in targets]
    loss: torch.Tensor = torch.nn.functional.nll_loss(
        scores[:, :4].flatten(0, 1), tags.flatten()
    ) + torch.nn.functional.ctc_loss(
        scores[:, 4:].transpose(0, 1),
        torch.cat(texts),
        lengths - 4,
        torch.tensor([len(text) for text in texts]),
    )
    return loss


def _write_tokenizer(folder: Path, clips: Sequence[Clip]) -> None:
    characters = sorted({char for clip in clips for char in clip.text})
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([clip.text for clip in clips]),
        model_prefix=str((folder / BPE).with_suffix("")),
        model_type="char",
        vocab_size=len(characters) + len(TAGS) + 4,
        character_coverage=1.0,
        user_defined_symbols=[*TAGS],
        normalization_rule_name="identity",
        hard_vocab_limit=False,
        add_dummy_prefix=False,
        minloglevel=2,
    )
    (folder / BPE).with_suffix(".vocab").unlink()
