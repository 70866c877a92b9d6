"""A backup of the whole installation: database, files, keys and the heads of all histories, with checksums; and back.

A backup is a folder, or the same as one `.tar`; `manifest.json` stands in it last and names everything else.
"""

from complaints.backup.manifest import BackupError, Manifest
from complaints.backup.restoring import restore
from complaints.backup.taking import take

__all__ = ["BackupError", "Manifest", "restore", "take"]
