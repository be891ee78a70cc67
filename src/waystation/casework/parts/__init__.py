"""The compartments' structs: one module for each kind of sealed fact, with its fields."""
