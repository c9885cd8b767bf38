"""How goods are sent: services, their zones and their rates."""
