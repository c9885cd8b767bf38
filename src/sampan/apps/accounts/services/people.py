"""People who work here: who they are, what they may do, and links that sign them in once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sampan.apps.accounts.models import SignInLink, User
from sampan.domain.errors import Conflict, Invalid, NotFound
from sampan.kernel import audit

LINK_LIVES = timedelta(minutes=30)
FIRST_OWNER = "owner@shop.localhost"
OFFICE_LANGUAGES = ("en", "zh-hans")


@transaction.atomic
def make_sign_in_link(*, at: datetime, email: str = "") -> str:
    """A secret that signs the owner in once within half an hour; only its hash is stored.

    Without a mail address it is for the first owner, who is created when there is none yet.
    """
    owner = _owner(email, at)
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(secret_hash=_hash(secret), user=owner, expires_at=at + LINK_LIVES)
    _audit(owner, "sign_in_link_made", at, actor="command line")
    return secret


@transaction.atomic
def use_sign_in_link(secret: str, *, at: datetime) -> User | None:
    """The person whose link this is, once; None when it is unknown, used or too old."""
    link = SignInLink.objects.filter(
        secret_hash=_hash(secret), used_at=None, expires_at__gt=at, user__is_active=True
    )
    found = link.select_related("user").first()
    if found is None or link.update(used_at=at) != 1:
        return None
    _audit(found.user, "sign_in_link_used", at, actor=actor_name(found.user.pk))
    return found.user


@transaction.atomic
def add_person(*, email: str, role: str, actor: str, at: datetime) -> int:
    """Let somebody work here; they choose a password by mail. Raises Invalid and Conflict."""
    address = _checked_email(email)
    _checked_role(role)
    if User.objects.filter(email=address).exists():
        raise Conflict(what="person")
    person = User.objects.create_user(address, role=role, **_rights(role))
    _audit(person, "person_added", at, actor=actor, role=role)
    return person.pk


@transaction.atomic
def change_person(user_id: int, *, role: str, is_active: bool, actor: str, at: datetime) -> None:
    """Change what a person may do. Raises Invalid when no active owner would be left."""
    _checked_role(role)
    person = User.objects.select_for_update().filter(pk=user_id).first()
    if person is None:
        raise NotFound(what="person")
    for name, value in {"role": role, "is_active": is_active, **_rights(role)}.items():
        setattr(person, name, value)
    person.save(update_fields=["role", "is_active", "is_staff", "is_superuser"])
    if not User.objects.filter(role=User.Role.OWNER, is_active=True).exists():
        raise Invalid(field="role", reason="last_owner")
    _audit(person, "person_changed", at, actor=actor, role=role, is_active=is_active)


def set_office_language(user_id: int, language: str) -> None:
    """Remember in which language a person reads the back office. Raises Invalid."""
    if language not in OFFICE_LANGUAGES:
        raise Invalid(field="language", reason="unknown")
    User.objects.filter(pk=user_id).update(office_language=language)


@transaction.atomic
def set_own_email(user_id: int, email: str, *, at: datetime) -> None:
    """Put the owner's own address in place of the first one. Raises Invalid and Conflict."""
    address = _checked_email(email)
    if User.objects.filter(email=address).exclude(pk=user_id).exists():
        raise Conflict(what="person")
    person = User.objects.get(pk=user_id)
    person.email = address
    person.save(update_fields=["email"])
    _audit(person, "email_changed", at, actor=actor_name(user_id))


def actor_name(user_id: int) -> str:
    """How audit rows and jobs name a person: never by mail address."""
    return f"person:{user_id}"


def _owner(email: str, at: datetime) -> User:
    people = User.objects.filter(role=User.Role.OWNER, is_active=True).order_by("pk")
    if email:
        owner = people.filter(email=email.strip().lower()).first()
        if owner is None:
            raise NotFound(what="owner")
        return owner
    owner = people.first()
    if owner is None:
        role = User.Role.OWNER
        owner = User.objects.create_user(FIRST_OWNER, role=role, **_rights(role))
        _audit(owner, "person_added", at, actor="command line", role=owner.role)
    return owner


def _checked_email(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(field="email", reason="not_an_address") from error
    return address


def _checked_role(role: str) -> None:
    if role not in {User.Role.OWNER, User.Role.ASSISTANT}:
        raise Invalid(field="role", reason="unknown")


def _rights(role: str) -> dict[str, Any]:
    """Django's own marks follow the role: the tables of the settings open to owners only."""
    return dict.fromkeys(("is_staff", "is_superuser"), role == User.Role.OWNER)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _audit(person: User, action: str, at: datetime, *, actor: str, **changes: object) -> None:
    audit.record(actor=actor, action=action, subject=f"person:{person.pk}", at=at, changes=changes)
