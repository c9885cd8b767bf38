"""Who works here, read by those who show it."""

from sampan.apps.accounts.selectors.people import Person, people, person_names

__all__ = ["Person", "people", "person_names"]
