"""Cases: the list, search, the road, and the case page with everything that is done on it."""
