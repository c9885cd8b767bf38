"""A problem document (RFC 9457)."""

from pydantic import BaseModel, ConfigDict


class ProblemError(BaseModel):
    """One reason; `pointer` is a JSON pointer into the body, or the name of a parameter."""

    where: str
    pointer: str
    code: str
    message: str


class ProblemDocument(BaseModel):
    """Why a call was refused; `code` never changes once published."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[ProblemError] | None = None
