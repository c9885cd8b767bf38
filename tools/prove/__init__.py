"""Proofs of the money core: races, killed processes and wrong news, on both databases."""
