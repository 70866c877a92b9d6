"""What `app.py` can be told to do. Each module adds its commands to the parser and does them with the given tools."""
