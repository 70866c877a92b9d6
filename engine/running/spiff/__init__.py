"""The only package that speaks SpiffWorkflow: parse, start, step, save, restore, compact."""
