"""After arrival: reception, settlement, counselling."""
