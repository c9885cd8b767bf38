"""What the world says: dated tables with their sources, parsed into domain values."""

from sampan.reference.rulebook import TABLES, load_rulebook
from sampan.reference.tables import BadTable

__all__ = ["TABLES", "BadTable", "load_rulebook"]
