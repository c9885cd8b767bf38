"""Shipping: what goes into which parcel, what it costs to send, and when it arrives."""
