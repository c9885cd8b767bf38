"""When numbers cannot carry an answer: said with what is wrong and where, never computed anyway."""

from sampan.domain.errors import DomainError


class CannotEstimate(DomainError):
    """The data does not carry the estimate; `reason` is a stable code, other fields say where."""

    code = "cannot_estimate"
