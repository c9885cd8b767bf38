"""Parameters that several resources share."""

from datetime import UTC, datetime
from typing import Annotated

from ninja import Path, Query
from pydantic import AfterValidator, AwareDatetime

from sampan.web.api.paging import LONGEST_CURSOR, MOST
from sampan.web.api.shapes.kinds import BIGGEST_ID


def _in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, unless that lies before the first year or after the last."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the year is out of range in UTC") from error


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
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
