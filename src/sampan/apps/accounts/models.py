"""People who sign in, links that sign in once, and tokens of programs."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    """Creates people by their mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person; without a password they sign in by link or passkey only."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store an owner, for Django's own command."""
        return self.create_user(
            email, password, role=User.Role.OWNER, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractUser):
    """A person, known by a mail address."""

    class Role(models.TextChoices):
        """What a person may do; an assistant sees no money settings and signs nothing."""

        OWNER = "owner"
        ASSISTANT = "assistant"
        SHOPPER = "shopper"

    username = None  # type: ignore[assignment]  # people are known by their mail address
    email = models.EmailField(unique=True)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.SHOPPER)
    office_language = models.CharField(max_length=12, default="en")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # no username here

    @property
    def works_here(self) -> bool:
        """Whether the back office opens for this person."""
        return self.is_active and self.role in {self.Role.OWNER, self.Role.ASSISTANT}


class SignInLink(models.Model):
    """A link that signs one person in once, from this machine; only its hash is stored."""

    secret_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """A program's right to call the API within scopes; only the token's hash is stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ApiAllowance(models.Model):
    """How many calls of one minute were handed out to a caller: a token, or a hashed address."""

    subject = models.CharField(primary_key=True, max_length=64)
    window = models.DateTimeField()
    used = models.PositiveIntegerField()


class ApiUsage(models.Model):
    """What one token did in one hour; calls without a valid token stand under the nil UUID."""

    token_id = models.UUIDField()
    hour = models.DateTimeField()
    calls = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    limited = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    total_ms = models.PositiveBigIntegerField(default=0)
    slowest_ms = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_id", "hour"], name="one_usage_per_hour")
        ]
