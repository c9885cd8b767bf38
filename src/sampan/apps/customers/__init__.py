"""Who bought: customers and their addresses."""
