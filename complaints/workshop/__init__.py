"""The process owner's workshop: what a change means for the law, for past cases, and how it is tried out."""
