"""Stock: from which warehouse which goods leave."""
