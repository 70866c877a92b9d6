"""Tables of the domain."""

from complaints.models.absence import Absence, Substitute
from complaints.models.activity import Activity, Report
from complaints.models.administration import Invitation, PlannedRole, SecondPersonRequest
from complaints.models.application import Application
from complaints.models.bulk import BulkItem, BulkOrder
from complaints.models.channel import ChosenChannel, IncomingReply, MutedAddress, ReplyKey
from complaints.models.complaint import Attachment, Complaint, ComplaintCopy, ComplaintMessage, LodgingDraft, Reporter
from complaints.models.daily_letter import DailyLetter
from complaints.models.decree import DecreeDay, DecreeKind
from complaints.models.entrance import LogInEvent, RecoveryCode, SecondFactor
from complaints.models.figures import CountedCase
from complaints.models.follow_up import FollowUp
from complaints.models.instansi import Crest, GovernmentDraft, Instansi, Unit
from complaints.models.mining import MinedCase, MinedCell, MinedMonth, MinedVariant
from complaints.models.passkey import Passkey
from complaints.models.person import Attempt, Membership, SessionRow, User
from complaints.models.reading import Reading
from complaints.models.reply_template import ReplyTemplate
from complaints.models.sealed import CaseKey, HolderKey, RoleKey
from complaints.models.search import SavedSearch
from complaints.models.sign_on import SignOn, SignOnLink
from complaints.models.words import INDEXED
from complaints.models.workshop import Trial, WorkshopJob

__all__ = [
    "INDEXED",
    "Absence",
    "Activity",
    "Application",
    "Attachment",
    "Attempt",
    "BulkItem",
    "BulkOrder",
    "CaseKey",
    "ChosenChannel",
    "Complaint",
    "ComplaintCopy",
    "ComplaintMessage",
    "CountedCase",
    "Crest",
    "DailyLetter",
    "DecreeDay",
    "DecreeKind",
    "FollowUp",
    "GovernmentDraft",
    "HolderKey",
    "IncomingReply",
    "Instansi",
    "Invitation",
    "LodgingDraft",
    "LogInEvent",
    "Membership",
    "MinedCase",
    "MinedCell",
    "MinedMonth",
    "MinedVariant",
    "MutedAddress",
    "Passkey",
    "PlannedRole",
    "Reading",
    "RecoveryCode",
    "ReplyKey",
    "ReplyTemplate",
    "Report",
    "Reporter",
    "RoleKey",
    "SavedSearch",
    "SecondFactor",
    "SecondPersonRequest",
    "SessionRow",
    "SignOn",
    "SignOnLink",
    "Substitute",
    "Trial",
    "Unit",
    "User",
    "WorkshopJob",
]
