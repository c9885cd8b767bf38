"""The search index of the store."""
