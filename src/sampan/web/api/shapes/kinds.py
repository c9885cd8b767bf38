"""Small types that every shape uses: bounded numbers, clean texts, refused strangers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

BIGGEST_ID = 2**63 - 1

Id = Annotated[int, Field(strict=True, ge=1, le=BIGGEST_ID)]
"""A row's number."""

Flag = Annotated[bool, Field(strict=True)]

_PLAIN = r"^[^\x00]*$"

Short = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
Line = Annotated[str, StringConstraints(max_length=500, pattern=_PLAIN)]
Long = Annotated[str, StringConstraints(max_length=50_000, pattern=_PLAIN)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=_PLAIN)]
Handle = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=_PLAIN)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]{2,4})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Amount = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?$")]
"""A price in major units as text, with at most the decimals that its currency has."""


class Shown(BaseModel):
    """What goes out, made from a record."""

    model_config = ConfigDict(from_attributes=True)


class Given(BaseModel):
    """What comes in; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")
