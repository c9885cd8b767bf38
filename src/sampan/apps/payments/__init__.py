"""Tries at providers, refunds, and the notifications that came in."""
