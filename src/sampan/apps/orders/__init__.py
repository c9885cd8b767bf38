"""Accepted promises: orders, their lines, charges and timelines."""
