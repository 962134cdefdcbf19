"""What the forum asks: shape and validate, nothing more."""

from forum.forms.account import AccountFilter, AccountForm, LoginForm, OwnPasswordForm, SlipForm
from forum.forms.notice import DigestForm, NoticeFilter, ReadToForm
from forum.forms.office import (
    DecreeForm,
    EndIncumbencyForm,
    IncumbencyForm,
    JabatanChoice,
    JabatanFilter,
    JabatanForm,
    OpdForm,
    PartnerForm,
    PersonForm,
    RevokeDecreeForm,
    RosterFilter,
    SeatForm,
    SeatSourceForm,
)
from forum.forms.opd import CloseOpdForm, RenameOpdForm
from forum.forms.personal_data import BreachForm, ErasePersonForm, TypedNameForm
from forum.forms.record import CompactField, NameFilter, RecordForm
from forum.forms.region import (
    DesaMergeForm,
    DesaMoveForm,
    DesaNameForm,
    DesaSplitForm,
    KabupatenForm,
    KecamatanForm,
    KecamatanNameForm,
    TargetFilter,
    TargetForm,
)

__all__ = [
    "AccountFilter",
    "AccountForm",
    "BreachForm",
    "CloseOpdForm",
    "CompactField",
    "DecreeForm",
    "DesaMergeForm",
    "DesaMoveForm",
    "DesaNameForm",
    "DesaSplitForm",
    "DigestForm",
    "EndIncumbencyForm",
    "ErasePersonForm",
    "IncumbencyForm",
    "JabatanChoice",
    "JabatanFilter",
    "JabatanForm",
    "KabupatenForm",
    "KecamatanForm",
    "KecamatanNameForm",
    "LoginForm",
    "NameFilter",
    "NoticeFilter",
    "OpdForm",
    "OwnPasswordForm",
    "PartnerForm",
    "PersonForm",
    "ReadToForm",
    "RecordForm",
    "RenameOpdForm",
    "RevokeDecreeForm",
    "RosterFilter",
    "SeatForm",
    "SeatSourceForm",
    "SlipForm",
    "TargetFilter",
    "TargetForm",
    "TypedNameForm",
]
