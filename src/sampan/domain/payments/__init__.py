"""Payments: the port that every provider answers, and the states of one try at one provider."""
