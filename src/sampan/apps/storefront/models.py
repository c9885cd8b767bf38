"""What the store window reads: cards, prices and facets, ready to show."""
