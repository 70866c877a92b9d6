"""How a complaint comes in: its form, its draft, its channel, its number."""
