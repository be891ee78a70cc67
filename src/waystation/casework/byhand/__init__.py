"""Statements by hand: what only one member may say for themself, signed and read by a module of its own."""
