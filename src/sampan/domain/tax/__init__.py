"""Which tax a sale bears, at which rate, and who collects it."""
