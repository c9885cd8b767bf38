"""The sandbox provider: the shop's adapter for it, and the provider as its own program."""
