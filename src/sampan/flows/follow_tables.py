"""Follow the tables of the settings: what many products share stands in the window of each."""

from datetime import datetime

from sampan.domain.events import TablesChanged
from sampan.flows.refresh_window import refresh_whole_window


def follow_tables(event: TablesChanged, at: datetime) -> None:
    """Write the whole window anew: a brand's or a category's new name is on every page."""
    refresh_whole_window(at)
