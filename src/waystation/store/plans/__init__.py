"""The planner's problem from sealed cases, and plans decided case by case."""
