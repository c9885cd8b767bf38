"""What the kernel remembers: events to deliver, effects done, jobs, answers, the audit chain."""

import uuid

from django.db import models


class OutboxEvent(models.Model):
    """A published event; it stays until every reaction to it is done or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(delivered_at=None, given_up_at=None),
                name="outbox_waiting",
            )
        ]


class ReactionDone(models.Model):
    """One reaction to one event happened; a repeat finds this row and does nothing."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="+")
    flow = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "flow"], name="one_reaction_per_event")
        ]


class IdempotentAnswer(models.Model):
    """The first answer to a request that carried a key; `status` 0 while it is being worked on."""

    scope = models.CharField(max_length=120)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_answer_per_key")]


class AuditEntry(models.Model):
    """Who did what to which thing; the database refuses to change or delete it."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    changes = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "-id"], name="audit_by_subject")]


class AuditSeal(models.Model):
    """A row's place in the chain; the hash covers the row and the hash before it."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64, unique=True)


class Job(models.Model):
    """Work that goes on while its starter does something else: progress, errors, result, undo."""

    class State(models.TextChoices):
        """Where a job stands; the last four are final."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    undo = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="job_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total=0) | models.Q(done__lte=models.F("total")),
                name="job_done_within_total",
            )
        ]


class WorkerBeat(models.Model):
    """The last sign of life of a worker; the back office says so when there is none."""

    worker = models.CharField(primary_key=True, max_length=80)
    at = models.DateTimeField()


class Turn(models.Model):
    """When a scheduled flow had its last turn; whoever moves the moment takes the turn."""

    name = models.CharField(primary_key=True, max_length=120)
    at = models.DateTimeField()


class Erasure(models.Model):
    """Present only inside the transaction that may delete rows of insert-only history."""

    cause = models.CharField(max_length=120)
    at = models.DateTimeField()


class Setting(models.Model):
    """One value that the owner chose for the whole shop (wizard done, theme, shop name)."""

    name = models.CharField(primary_key=True, max_length=80)
    value = models.JSONField()


class Stamp(models.Model):
    """A share of a counter that moves when a part of the shop changes; cache keys carry the sum."""

    part = models.CharField(max_length=40)
    value = models.BigIntegerField()


class Tries(models.Model):
    """How often a subject tried something in a window; `subject` holds a digest, no person."""

    subject = models.CharField(max_length=80)
    window = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "window"], name="one_count_per_window")
        ]


class Mailing(models.Model):
    """A letter that has to go out once. It names no reader: who that is stands where it came from.

    `about` says what the letter tells of (`order:...`), `key` of which event, so that an event
    that is delivered twice finds its letter written.
    """

    class State(models.TextChoices):
        """Where a letter is; the last three are final."""

        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        DROPPED = "dropped"
        GIVEN_UP = "given_up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    about = models.CharField(max_length=80, db_index=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "key"], name="one_letter_per_event")
        ]
        indexes = [
            models.Index(
                fields=["changed_at"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="mailing_open",
            )
        ]
