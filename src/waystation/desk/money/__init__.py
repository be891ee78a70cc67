"""Money of one case, and of all: asked for, approved by a second member, added up."""
