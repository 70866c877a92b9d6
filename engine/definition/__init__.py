"""What a process is: diagrams, tables, forms, expressions, and the rules that they must keep."""
