"""What is sold: products, variants, texts, pictures, trade and safety data."""
