"""Orders: four states that move apart from each other, and the stage that follows from them."""
