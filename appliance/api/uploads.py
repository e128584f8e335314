"""Files from a browser into the queue: one request a file, its bytes are the body."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from appliance.api.problem import problem
from appliance.domain.disk_budget import DiskBudget
from appliance.domain.upload_name import upload_name
from appliance.domain.wishes import Wishes
from appliance.paths import Paths
from appliance.station.face import Station
from appliance.station.face_files import HandOver
from appliance.station.import_room import ImportRoom
from appliance.station.upload import UploadCutOffError, received

LONGEST_NAME = 1000
LONGEST_WORD = 100
MOST_WORDS = 500
MOST_PACKS = 1000


def uploads_router(station: Station, paths: Paths, disk: DiskBudget) -> APIRouter:
    """Return ``/api/uploads``; ``disk`` tells how much of the disk is left to recordings."""
    router = APIRouter(prefix="/api/uploads")
    room = ImportRoom(paths.data, disk)

    @router.post("")
    async def upload(
        request: Request,
        name: Annotated[str, Query(max_length=LONGEST_NAME)] = "",
        language: Annotated[str | None, Query(pattern=r"^(auto|[a-z]{2,3})$")] = None,
        hot_word: Annotated[
            list[Annotated[str, Query(max_length=LONGEST_WORD)]] | None,
            Query(max_length=MOST_WORDS),
        ] = None,
        pack: Annotated[
            list[Annotated[str, Query(max_length=LONGEST_NAME)]] | None,
            Query(max_length=MOST_PACKS),
        ] = None,
    ) -> Response:
        """Take the body as a file; ``name`` is only shown. A pack without a name is none."""
        announced = request.headers.get("content-length", "")
        try:
            async with received(
                request.stream(),
                paths=paths,
                room=room,
                announced_bytes=int(announced) if announced.isdecimal() else None,
            ) as file:
                added = await station.files.add(
                    [file],
                    wishes=Wishes(
                        language=language,
                        hot_words=tuple(hot_word or ()),
                        packs=None if pack is None else tuple(filter(None, pack)),
                    ),
                    hand_over=HandOver.MOVE,
                    names=[upload_name(name)],
                )
        except ClientDisconnect as error:
            raise UploadCutOffError from error
        for left_out in added.left_out:
            return problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                code="left-out",
                detail=left_out.reason,
                hint=left_out.hint,
            )
        return JSONResponse({"job_id": added.job_ids[0]}, status_code=HTTPStatus.CREATED)

    return router
