"""Every kind of component there is. A kind that is not here is refused when a form is deployed."""

from __future__ import annotations

from engine.definition.forms.components.base import Component
from engine.definition.forms.components.choices import Checkbox, Checklist, Radio, Select, Taglist
from engine.definition.forms.components.containers import DynamicList, Group
from engine.definition.forms.components.content import Button, Html, Image, Separator, Spacer, Text
from engine.definition.forms.components.files import FilePicker
from engine.definition.forms.components.hidden import ExpressionField
from engine.definition.forms.components.moment import Moment
from engine.definition.forms.components.number import Number
from engine.definition.forms.components.texts import TextArea, TextField

KINDS: dict[str, type[Component]] = {
    kind.kind: kind
    for kind in (
        TextField,
        TextArea,
        Number,
        Moment,
        Checkbox,
        Radio,
        Select,
        Checklist,
        Taglist,
        FilePicker,
        ExpressionField,
        Group,
        DynamicList,
        Text,
        Html,
        Separator,
        Spacer,
        Image,
        Button,
    )
}
