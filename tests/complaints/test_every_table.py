"""Every table of the schema: by what its rows are bound, or why nobody has to find a change of them."""

from __future__ import annotations

import ast

from complaints import models as _tables_of_the_domain
from engine.models import Base
from engine.record.belongings import bound_models
from engine.record.told_rows import told_models
from tests.house.files import python_files, tree

assert _tables_of_the_domain

BELONGS = "the history of its case commits to each row (`Base.BOUND`), compared by `engine.record.beside`"
TOLD = "the acts of its government commit to each row (`Base.TOLD`), compared by `complaints.upkeep.acts_verified`"
COMPARED = {
    "case": "chain, head, signature; stage, times, version, and by a digest variables, messages and state",
    "event": "hashed one onto the next, counted by the signed head, in the log",
    "ledger": "head and signature",
    "ledger_event": "hashed one onto the next, counted by the signed head, in the log",
    "log_entry": "the tree is built anew from the rows (`engine.record.log.checking`)",
    "log_tile": "the tree is built anew from the rows",
    "log_checkpoint": "signed; its root is that of the tree, and witnesses keep theirs",
    "log_key": "each statement is an entry of the log, signed by the key before it (`engine.record.log.key_changes`)",
    "log_stamp": "what the service signed over a checkpoint (`engine.record.log.stamps`)",
    "task": "built anew from the rows of its case (`engine.record.tables`), the rest by a digest",
    "timer": "built anew from the rows of its case, the rest by the digest of the case",
    "process_version": "bound by the history `versions` (`engine.workshop.version_record`)",
    "reading": "bound day by day (`complaints.upkeep.bound_readings`)",
    "membership": "each role is one that an act gave, until the end that it says",
    "planned_role": "each role is one that an act gave, until the end that it says",
    "decree_day": "each day is one that an act or the shipped file names",
    "counted_case": "counted anew from the history of its case (`complaints.upkeep.figures_verified`)",
    "mined_case": "some, by lot at each look, counted anew from their histories (`complaints.upkeep.mined_verified`)",
    "mined_cell": "made anew from mined_case",
    "mined_variant": "a way has the name of its digest, and mined_case that name",
}
"""Held against a history or the log by a rule of its own."""
FREE = {
    "mined_month": "which sums are to be made anew, and since when they are",
    "attempt": "counters against guessing, gone after an hour",
    "session": "who is logged in now; what they open and do is written as readings, acts and rows of histories",
    "log_in_event": "shown to its owner alone, gone after its period; what was done after a log-in is written as above",
    "invitation": "a link that was sent, used up or expired; what was chosen by it is an act",
    "bulk_order": "sent and not yet in force; what comes of it is a row of each case's history, as of any completion",
    "bulk_item": "likewise; what was refused or called back became a draft",
    "follow_up": "a day of one's own; shown to its owner alone",
    "daily_letter": "when somebody was last written to",
    "task_draft": "typed and not sent",
    "lodging_draft": "typed and not sent; gone after a day",
    "process_draft": "not in force: what becomes a version is bound with author, reviewer and reasons",
    "draft_file": "not in force, likewise",
    "workshop_job": "a calculation for an owner, and its result",
    "trial": "a case that was only played",
    "migration_order": "the row of the case that moved says from where to where, by whom, with which remarks",
    "incident": "each failure and each new attempt is a row of the case's history; a case without its incident is told",
    "chosen_channel": "by which way somebody hears; what was sent is bound by the history of its case",
    "incoming_reply": "where an answer waits until it is placed: then it is a row of the case's history",
    "muted_address": "a stop word; what was withheld says so in the outbox",
    "reply_key": "gone after three months; what was answered by it is a row of the case's history",
    "saved_search": "a list of one's own",
    "start_timer": "worked out anew with each version; a process that should have begun is missed in the list",
    "government_draft": "not a government yet: it begins with an act",
    "setting": "what the program notes for itself, key by key in `KEYS`",
}
"""Not compared, and why that hides nothing."""


def test_each_table_says_by_what_it_is_bound() -> None:
    belongs = {str(each.__tablename__) for each in bound_models()}
    told = {str(each.__tablename__) for each in told_models()}
    tables = set(Base.metadata.tables)
    assert belongs | told | COMPARED.keys() | FREE.keys() == tables, (BELONGS, TOLD)
    assert not belongs & told
    assert not (belongs | told) & (COMPARED.keys() | FREE.keys())
    assert not COMPARED.keys() & FREE.keys()
    assert all(COMPARED.values())
    assert all(FREE.values())


KEYS = {
    "demo_clock_offset_seconds": "how far the demo's clock is ahead; read by a demo alone",
    "demo_begun": "how far the demo was filled",
    "demo_filled": "how far the demo was filled",
    "worker_seen_at": "when a worker was last seen",
    "clock_set_back": "that the clock went back; the moments of rows tell it, too",
    "backup_taken": "when a backup was last taken, for the operator",
    "history_verified": "what the last daily look found: signed with the key of the histories",
    "files_stored": "how much is stored",
    "recount/": "deadlines that are still to be counted anew; each that moves is a row of its case",
    "erasure/": "an order of erasure: refused unless an act tells it (`complaints.people.retention.is_told`)",
    "unerased/": "what an erasure left alone, for the operator",
    "mailbox_read": "how far the mailbox of replies was read: no reply lands twice, whatever is read again",
    "log_origin": "the name of the log, which every checkpoint signs",
    "log_witnesses": "whose lines are taken under checkpoints; each line is checked with the witness's own key",
    "decree_revision": "that calendars are to be read anew",
}
"""Keys, or their beginnings, of `setting`: what a government sets for itself are columns of `instansi`, which acts bind."""


def test_each_key_that_the_program_notes_for_itself_is_known() -> None:
    found = set()
    for path in python_files("complaints", "console", "engine"):
        if "Setting" in path.read_text(encoding="utf-8"):
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                    names = {each.id for each in node.targets if isinstance(each, ast.Name)}
                    if names & {"KEY", "ORDER", "LEFT", "BEGUN", "FILLED", "_REVISION"} or any(
                        each.endswith("_KEY") for each in names
                    ):
                        found.add(node.value.value)
    assert {each for each in found if isinstance(each, str)} - {"kunci_wbs"} == set(KEYS)


def test_what_is_bound_names_columns_that_are_there() -> None:
    for model in bound_models():
        rule = model.BOUND
        assert rule is not None
        assert {rule.case, *rule.columns, *rule.changing} <= {each.key for each in model.__mapper__.column_attrs}
    for model in told_models():
        assert set(model.TOLD) <= {each.key for each in model.__mapper__.column_attrs}, model.__tablename__
