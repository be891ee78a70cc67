"""What duplicates are found by: the matching circle and the search, without anybody's facts."""
