"""The host knows: who is told of the arrival of a guest to be greeted in person (CARD-5)."""
