"""Promotions: pure functions from what is in a cart to what comes off, by declared precedence."""
