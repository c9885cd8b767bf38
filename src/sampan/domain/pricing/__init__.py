"""Prices: how a market rounds them, how a list follows another, what the lowest of late was."""
