"""What is wrong with a draft, in a form that a file's row and a form's field can both show."""

from collections.abc import Sequence
from dataclasses import dataclass

from sampan.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class DraftProblem:
    """One reason to refuse a draft; `code` is stable, `value` shortened for the wording.

    `variant` is the variant's place in its draft, None when the product itself is meant. `field` is
    a field of the drafts (`title`, `sku`, `options`).
    """

    handle: str
    field: str
    code: str
    value: str = ""
    variant: int | None = None


class DraftsRefused(DomainError):
    """Drafts that cannot be stored; nothing was. `problems` says why, one by one."""

    code = "drafts_refused"

    def __init__(self, problems: Sequence[DraftProblem]) -> None:
        super().__init__(count=len(problems), first=problems[0].code, handle=problems[0].handle)
        self.problems = tuple(problems)
