"""What a parcel costs at the buyer's door, and why."""
