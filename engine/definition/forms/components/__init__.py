"""Every kind of component that a form may contain: one small class each, listed in `forms.registry`."""
