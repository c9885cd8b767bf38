"""Carts, and the checkouts that freeze them."""
