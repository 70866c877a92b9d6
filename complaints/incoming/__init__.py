"""What complainants answer by mail, SMS and WhatsApp: it lands in the step that waits, or is kept for who places it."""
