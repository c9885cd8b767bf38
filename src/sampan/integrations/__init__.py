"""Who we talk to: adapters split into build-request and parse-reply."""
