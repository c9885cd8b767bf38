"""The back office: screens for the owner."""
