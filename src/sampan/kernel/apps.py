"""The kernel as a Django app: it owns the tables of jobs, events and audit."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Outbox, jobs, idempotency and audit."""

    name = "sampan.kernel"
    label = "kernel"
