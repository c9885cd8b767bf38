"""Parameters that several resources share."""

from typing import Annotated

from ninja import Path, Query

from sampan.web.api.paging import LONGEST_CURSOR, MOST
from sampan.web.api.shapes.kinds import BIGGEST_ID

Number = Annotated[int, Path(ge=1, le=BIGGEST_ID)]
Cursor = Annotated[
    str | None,
    Query(
        max_length=LONGEST_CURSOR,
        description="The `next` of the page before; without it the first page.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items a page has at most.")]
CodeText = Annotated[str | None, Query(max_length=120, pattern=r"^[^\x00]*$")]
CodePath = Annotated[str, Path(min_length=1, max_length=120, pattern=r"^[^\x00/]+$")]
IdFilter = Annotated[int | None, Query(ge=1, le=BIGGEST_ID)]
