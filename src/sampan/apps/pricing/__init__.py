"""What it costs where: price lists, prices and their history."""
