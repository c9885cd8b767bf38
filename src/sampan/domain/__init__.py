"""What is true: pure functions and frozen values, standard library only."""
