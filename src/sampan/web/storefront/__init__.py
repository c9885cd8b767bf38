"""The store: pages for shoppers."""
