"""The end of a case: closing, the person's own copy, how long parts are kept, deletion."""
