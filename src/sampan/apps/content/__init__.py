"""The shop's own pages and words, by language."""
