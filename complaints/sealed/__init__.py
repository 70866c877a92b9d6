"""Reports of whistleblowers at rest: closed with the key of the report, opened with the role's or its author's."""
