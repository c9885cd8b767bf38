"""Books in double entry: entries that refuse not to balance, and the rules that make them."""
