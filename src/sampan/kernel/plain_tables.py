"""Plain tables of the settings: a form over one table that saves through its app's service.

The service checks and stores; the table adds the row of history and the event. Nothing is deleted
here, because other rows remember it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.functional import Promise
from unfold.admin import ModelAdmin

from sampan.domain.errors import DomainError
from sampan.domain.events import TablesChanged
from sampan.kernel import audit, outbox
from sampan.kernel.clock import now

HISTORY_CHARACTERS = 300
Label = str | Promise


class PlainTable(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """A table whose rows are known by `key_fields`: these are chosen once and never changed.

    `names` are what one row and what many are called.
    """

    key_fields: tuple[str, ...] = ()
    names: tuple[Label, Label]
    list_per_page = 50
    show_full_result_count = False

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        # Names on screen, in the reader's language; they are no part of the tables' migrations.
        model._meta.verbose_name, model._meta.verbose_name_plural = self.names

    def store(self, row: Any) -> int:
        """Hand the row to its service; returns its id. Raises DomainError for what is refused."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The key of a row that exists stays."""
        return self.key_fields if obj is not None else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: take it out of use instead."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The form asks the service itself whether the row can be stored."""
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (_AskedForm, form), {"table": self})

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        """Store through the service, with its row of history and its event, or not at all."""
        at: datetime = now()
        with transaction.atomic():
            obj.pk = self.store(obj)
            told = {
                name: [_told(form.initial.get(name)), _told(form.cleaned_data.get(name))]
                for name in form.changed_data
            }
            label = self.model._meta.label_lower
            audit.record(
                actor=f"person:{request.user.pk}",
                action=f"{self.model._meta.model_name}.saved",
                subject=f"{label}:{obj.pk}",
                at=at,
                changes=told,
            )
            outbox.publish(TablesChanged(label), at)


class _AskedForm(ModelForm):  # type: ignore[type-arg]  # of any model
    """A refusal of the service stands beside the form instead of breaking the page."""

    table: PlainTable

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own step after cleaning
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.table.store(self.instance)
                transaction.set_rollback(True)
        except DomainError as error:
            self.add_error(None, f"{error.code}: {dict(error.fields)}")


def _told(value: object) -> str:
    return "" if value is None else str(value)[:HISTORY_CHARACTERS]
