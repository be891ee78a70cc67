"""Move: legs in order, who says go, and who may not meet on the way."""
