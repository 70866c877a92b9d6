"""The law broken on purpose: which scenario notices when an element, a row or a question of a process is changed."""
