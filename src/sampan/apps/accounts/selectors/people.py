"""The people who work here, as the back office lists them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sampan.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Person:
    """One person who works here."""

    id: int
    email: str
    role: str
    is_active: bool
    last_login: datetime | None


def people() -> list[Person]:
    """Owners and assistants, oldest first."""
    rows = User.objects.exclude(role=User.Role.SHOPPER).order_by("pk")
    return [Person(row.pk, row.email, row.role, row.is_active, row.last_login) for row in rows]


def person_names(actors: Iterable[str]) -> dict[str, str]:
    """What to call the actors of audit rows: a person's mail address, anything else as it is."""
    wanted = {actor: actor.removeprefix("person:") for actor in actors}
    ids = [int(rest) for actor, rest in wanted.items() if rest != actor and rest.isdigit()]
    emails = dict(User.objects.filter(pk__in=ids).values_list("pk", "email"))
    return {
        actor: emails.get(int(rest), actor) if rest != actor and rest.isdigit() else actor
        for actor, rest in wanted.items()
    }
