"""The window as values: lists of cards, the page of a product, what a sitemap names."""
