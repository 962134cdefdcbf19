"""The form that says why a finding is no problem."""

from forum.form_bricks import HouseModelForm
from plans.models import CheckDismissal


class DismissalForm(HouseModelForm):
    examples = {"note": "dusunnya berbeda"}

    class Meta:
        model = CheckDismissal
        fields = ["note"]
