"""What lies where: warehouses, stock levels and their movements."""
