"""How we remember safely: outbox, jobs, idempotency, audit, clock."""
