"""What is remembered: one folder a noun, each with its models, services and selectors."""
