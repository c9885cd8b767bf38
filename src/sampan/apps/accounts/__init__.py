"""Who may do what: people, their roles, tokens of programs."""
