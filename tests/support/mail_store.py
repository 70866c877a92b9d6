"""A mailbox on loopback, read over IMAP4rev1: as much of it as somebody who only looks needs.

No kept library serves IMAP in tests: pymap's last version is of 2024 and brings a server of its own to run.
"""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "sandi kotak"


@dataclass
class MailStore:
    """`mails`: by UID; `validity`: as IMAP has it; `says`: a size that is told instead of the true one."""

    mails: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7
    says: int | None = None
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def put(self, mail: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = mail
        return uid

    def answer(self, tag: bytes, line: str) -> bytes:
        self.commands.append(line.partition(" ")[0] + " " + line.partition(" ")[2].partition(" ")[0])
        verb = line.upper()
        said = b""
        if verb.startswith("CAPABILITY"):
            said = b"* CAPABILITY IMAP4rev1\r\n"
        elif verb.startswith("LOGIN"):
            if PASSWORD not in line:
                return tag + b" NO refused\r\n"
        elif verb.startswith("EXAMINE"):
            said = b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] here\r\n" % (len(self.mails), self.validity)
        elif verb.startswith("UID SEARCH"):
            first = int(re.search(r"UID (\d+):\*", line)[1])  # type: ignore[index]
            last = max(self.mails, default=0)
            found = [uid for uid in self.mails if uid >= first or uid == last]  # the last one always, as IMAP has it
            said = b"* SEARCH " + b" ".join(b"%d" % uid for uid in found) + b"\r\n"
        elif verb.startswith("UID FETCH"):
            said = self._fetched(line)
        elif verb.startswith("LOGOUT"):
            said = b"* BYE\r\n"
        else:
            return tag + b" BAD unknown\r\n"
        return said + tag + b" OK done\r\n"

    def _fetched(self, line: str) -> bytes:
        uid = int(line.split()[2])
        mail = self.mails[uid]
        if "RFC822.SIZE" in line:
            return b"* 1 FETCH (UID %d RFC822.SIZE %d)\r\n" % (uid, self.says or len(mail))
        part = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in line else mail
        part = part[: int(re.search(r"<0\.(\d+)>", line)[1])]  # type: ignore[index]
        return b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (uid, len(part)) + part + b")\r\n"


@contextmanager
def mail_store() -> Iterator[MailStore]:
    """As long as it runs."""
    store = MailStore()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline():
                tag, _space, rest = line.rstrip(b"\r\n").partition(b" ")
                self.wfile.write(store.answer(tag, rest.decode("utf-8")))
                if rest.upper().startswith(b"LOGOUT"):
                    return

    socketserver.ThreadingTCPServer.allow_reuse_address = True
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    store.port = server.server_address[1]
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
