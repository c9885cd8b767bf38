"""One small function a page: read the question, ask one flow, answer."""
