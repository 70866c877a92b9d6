"""Runs BPMN processes with history and legal clocks. Knows neither Flask nor complaints."""
