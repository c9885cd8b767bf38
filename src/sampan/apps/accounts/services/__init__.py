"""What changes who may do what."""

from sampan.apps.accounts.services.people import (
    FIRST_OWNER,
    OFFICE_LANGUAGES,
    actor_name,
    add_person,
    change_person,
    make_sign_in_link,
    set_office_language,
    set_own_email,
    use_sign_in_link,
)

__all__ = [
    "FIRST_OWNER",
    "OFFICE_LANGUAGES",
    "actor_name",
    "add_person",
    "change_person",
    "make_sign_in_link",
    "set_office_language",
    "set_own_email",
    "use_sign_in_link",
]
