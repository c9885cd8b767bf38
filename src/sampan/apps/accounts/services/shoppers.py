"""People who shop here: their account opens once they proved that the mail address is theirs."""

from typing import Any

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sampan.apps.accounts.models import User
from sampan.domain.errors import Conflict, Invalid


def is_known(email: str) -> bool:
    """Whether somebody has an account with a mail address."""
    return User.objects.filter(email=email.lower()).exists()


def is_proven(user_id: int, email: str) -> bool:
    """Whether a person proved that a mail address is theirs."""
    own = EmailAddress.objects.filter(user_id=user_id, email__iexact=email, verified=True)
    return bool(own.exists())


def open_account(email: str, password: str) -> User:
    """An account whose mail address is proven. Raises Invalid and Conflict."""
    _checked(password, User(email=email))
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, password)
            _note_proven(person)
    except IntegrityError:
        raise Conflict(what="account") from None
    return person


@transaction.atomic
def choose_password(email: str, password: str) -> User:
    """A new password for the account of a mail address; every open session of it ends.

    Raises Invalid and Conflict.
    """
    person = User.objects.select_for_update().filter(email=email.lower(), is_active=True).first()
    if person is None:
        raise Conflict(what="account")
    _checked(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    _note_proven(person)
    return person


@transaction.atomic
def close_account(user_id: int) -> None:
    """Delete a shopper's account with its sessions, keys and sign-ins. Raises Conflict for others.

    Whoever works here has signed what stands in the books and is let go by the owner instead.
    """
    person = User.objects.select_for_update().filter(pk=user_id).first()
    if person is None:
        return
    if person.role != User.Role.SHOPPER:
        raise Conflict(what="person", reason="works_here")
    for session in Session.objects.iterator():
        if str(session.get_decoded().get(SESSION_KEY)) == str(user_id):
            session.delete()
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username__iexact=person.email).delete()
    person.delete()


def _checked(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        first: Any = refusal.error_list[0]
        raise Invalid(field="password", reason=str(first.code)) from None


def _note_proven(person: User) -> None:
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
