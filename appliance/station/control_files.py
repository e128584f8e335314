"""Answers what the command line asks of the queue of files."""

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from typing import Final

from appliance.domain.file_path import read, written
from appliance.domain.wishes import Wishes
from appliance.station.errors import StationError
from appliance.station.face import Station
from appliance.station.face_files import Files, FileView, HandOver, QueueView
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.files import (
    FILES_PER_MESSAGE,
    AddFiles,
    ChangeQueue,
    FileLine,
    FilesAdded,
    FollowQueue,
    GetQueue,
    LeftOutLine,
    QueueChanged,
    QueueTold,
)

FOLLOW_EVERY_S: Final = 0.5

QUESTIONS: Final = (AddFiles, ChangeQueue, FollowQueue, GetQueue)


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises ApplianceError."""
    files = station.files
    match question:
        case AddFiles():
            yield await _add(station, question)
        case ChangeQueue():
            yield QueueChanged(count=await _change(files, question))
        case GetQueue():
            await files.ready()
            for part in _told(files.view(), None):
                yield part
        case FollowQueue():
            async for change in _follow(station):
                yield change


async def _add(station: Station, question: AddFiles) -> FilesAdded:
    if question.packs:
        known = {pack.name for pack in await station.settings.packs()}
        for name in question.packs:
            if name not in known:
                raise StationError(
                    "There is no pack of hot words {name}.",
                    hint="`tingxia lexicon list` shows those that are there.",
                    name=name,
                )
    added = await station.files.add(
        [Path(os.fsdecode(read(path))) for path in question.paths],
        wishes=Wishes(
            language=question.language, hot_words=question.hot_words, packs=question.packs
        ),
        title=question.title,
        again=question.again,
        hand_over=HandOver.COPY if question.copy_first else HandOver.IN_PLACE,
    )
    return FilesAdded(
        batch_id=added.batch_id,
        job_ids=added.job_ids,
        left_out=tuple(
            LeftOutLine(path=written(os.fsencode(one.path)), reason=one.reason, hint=one.hint)
            for one in added.left_out
        ),
    )


async def _change(files: Files, question: ChangeQueue) -> int:
    match question.deed:
        case "pause":
            await files.pause()
        case "resume":
            await files.resume()
        case "cancel":
            return await files.cancel(question.job_ids, batch_id=question.batch_id, permit=OWNER)
        case "move":
            for place, job_id in enumerate(question.job_ids):
                await files.move(job_id, question.position + place)
        case "retry":
            return await files.retry(question.job_ids)
        case "clear":
            return await files.clear(question.job_ids, permit=OWNER)
    return len(question.job_ids)


async def _follow(station: Station) -> AsyncGenerator[QueueTold, None]:
    news = asyncio.Event()
    end = station.on_change(news.set)
    before: QueueView | None = None
    try:
        await station.files.ready()
        while True:
            news.clear()
            view = station.files.view()
            if view != before:
                for part in _told(view, before):
                    yield part
            before = view
            await news.wait()
            await asyncio.sleep(FOLLOW_EVERY_S)
    finally:
        end()


def _told(view: QueueView, before: QueueView | None) -> Iterator[QueueTold]:
    """Cut what changed into messages."""
    known = {file.job.id: file for file in before.files} if before is not None else {}
    changed = [file for file in view.files if known.get(file.job.id) != file]
    gone = tuple(known.keys() - {file.job.id for file in view.files})
    for first in range(0, max(len(changed), 1), FILES_PER_MESSAGE):
        end = first + FILES_PER_MESSAGE
        yield _message(view, changed[first:end], gone=gone, last=end >= len(changed))


def _message(
    view: QueueView, files: Sequence[FileView], *, gone: tuple[str, ...], last: bool
) -> QueueTold:
    overall = view.overall
    return QueueTold(
        files=tuple(_line(file) for file in files),
        gone=gone,
        last=last,
        paused=view.paused,
        held=view.held,
        held_hint=view.held_hint,
        done_s=round(overall.extent.done_s, 1),
        total_s=round(overall.extent.total_s, 1),
        left_s=None if overall.left_s is None else round(overall.left_s, 1),
        counts=overall.counts,
    )


def _line(file: FileView) -> FileLine:
    job, failure = file.job, file.job.failure
    return FileLine(
        id=job.id,
        batch_id=job.batch_id,
        name=job.name,
        path=None if job.path is None else written(os.fsencode(job.path)),
        size_bytes=job.size_bytes,
        state=job.state,
        position=file.position,
        language=job.language,
        title=job.title,
        done_s=round(file.extent.done_s, 1),
        total_s=round(file.extent.total_s, 1),
        is_estimated=file.extent.is_estimated,
        excerpt=file.excerpt,
        recording_id=job.recording_id,
        already_there=job.already_there,
        sha256=job.sha256,
        problem=job.problem,
        code=failure.code if failure else "",
        reason=failure.reason if failure else "",
        hint=failure.hint if failure else "",
    )
