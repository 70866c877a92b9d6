"""Forms of tasks: reads `.form` files (form-js JSON), knows every component, reads, checks and summarises answers.

No form library: WTForms binds fields to classes made per request and to its own messages and widgets, while here the
fields are data (a parsed form is shared by all requests), conditions decide what is validated at all, rows nest,
answers also come from scenarios and not only from a post, and the engine may not draw. What would be left of WTForms is
the loop over the fields.
"""

from __future__ import annotations

from engine.definition.forms.components.base import SupportsGetlist
from engine.definition.forms.form import Checked, Form, Summary
from engine.definition.forms.messages import Message
from engine.definition.forms.options import Option, Options
from engine.definition.forms.parse import parse_form

__all__ = ["Checked", "Form", "Message", "Option", "Options", "Summary", "SupportsGetlist", "parse_form"]
