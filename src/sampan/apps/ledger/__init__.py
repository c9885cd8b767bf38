"""The books: entries and postings, insert-only."""
