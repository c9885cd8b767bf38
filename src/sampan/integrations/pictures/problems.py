"""Why a picture is refused, or could not be fetched."""

from sampan.domain.errors import DomainError


class PictureRefused(DomainError):
    """A file that is no picture, or one that is larger than a shop can need.

    `reason` is `not_a_picture`, `too_large`, `too_many_pixels` or `broken`.
    """

    code = "picture_refused"

    def __init__(self, reason: str, **fields: object) -> None:
        super().__init__(reason=reason, **fields)
        self.reason = reason


class NotFetched(Exception):
    """A picture's address that gave no picture; `retryable` when another try may."""

    def __init__(self, reason: str, *, retryable: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.retryable = reason, retryable
