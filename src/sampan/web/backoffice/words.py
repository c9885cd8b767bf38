"""The wording of refusals: what happened and what to do, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sampan.domain.catalog.problems import DraftProblem, DraftsRefused
from sampan.domain.errors import DomainError
from sampan.web.backoffice.import_words import UNREADABLE, row_words
from sampan.web.backoffice.part_words import part_name

Wording = str | Promise

REASONS: Mapping[tuple[str, str], Wording] = {
    ("email", "not_an_address"): gettext_lazy("This is no mail address."),
    ("role", "last_owner"): gettext_lazy("At least one owner must remain."),
    ("title", "missing"): gettext_lazy("A product needs a title."),
    ("title", "too_long"): gettext_lazy("The title is longer than 500 characters."),
    ("stock", "out_of_range"): gettext_lazy("Stock is a whole number from 0 up."),
    ("stock", "below_reserved"): gettext_lazy("Orders have reserved more than this."),
    ("price", "out_of_range"): gettext_lazy("A price is zero or more."),
    ("minimum_quantity", "out_of_range"): gettext_lazy("A quantity break starts at 2 units."),
    ("valid_to", "before_valid_from"): gettext_lazy("The period ends before it starts."),
    ("valid_from", "missing"): gettext_lazy("A period that ends needs a start."),
    ("rounding", "unknown"): gettext_lazy("This rounding habit does not exist."),
    ("languages", "unknown"): gettext_lazy("The shop does not speak this language."),
    ("market", "incomplete"): gettext_lazy(
        "A market needs at least one country, one language and one currency."
    ),
    ("hs_code", "not_six_digits"): gettext_lazy("An HS code has six digits."),
    ("gtin", "wrong_check_digit"): gettext_lazy("The check digit of this GTIN is wrong."),
    ("name", "missing"): gettext_lazy("A name is missing."),
    ("number", "not_a_number"): gettext_lazy("This is no number."),
    ("number", "out_of_range"): gettext_lazy("This number is out of range."),
    ("file", "missing"): gettext_lazy("Choose a file first."),
    ("file", "too_large"): gettext_lazy("The file is too large."),
    ("size", "incomplete"): gettext_lazy("A parcel's size needs length, width and height."),
    ("options", "twice"): gettext_lazy("Two variants would have the same options."),
    ("language", "source"): gettext_lazy("The product's own language stays."),
    ("price_list", "unknown"): gettext_lazy("This price list does not exist."),
    ("valid_from", "not_a_moment"): gettext_lazy("A moment is written like 2026-12-01 00:00."),
    ("valid_to", "not_a_moment"): gettext_lazy("A moment is written like 2026-12-01 00:00."),
    ("scopes", "missing"): gettext_lazy("Tick at least one thing that the token may do."),
    ("cost_currency", "unknown"): gettext_lazy("This currency does not exist."),
    ("name", "too_many"): gettext_lazy("There are 24 views already; remove one first."),
    ("time_zone", "unknown"): gettext_lazy("This time zone does not exist."),
    ("incoterm", "unknown"): gettext_lazy("Choose DDP or DAP."),
    ("theme", "contrast"): gettext_lazy(
        "These colors are too close to each other to be read. Each pair below needs its contrast."
    ),
    ("theme", "not_a_color"): gettext_lazy("A color is written like #0F6B78."),
    ("selection", "empty"): gettext_lazy("Select at least one product."),
    ("change", "empty"): gettext_lazy("Say what should change."),
}

PICTURES: Mapping[str, Wording] = {
    "not_a_picture": gettext_lazy("This file is no picture. JPEG, PNG, WebP and AVIF are taken."),
    "too_large": gettext_lazy("The picture is larger than 20 MB."),
    "too_many_pixels": gettext_lazy("The picture has more than 50 million pixels."),
    "broken": gettext_lazy("The picture is broken and cannot be read."),
}

CODES: Mapping[str, Wording] = {
    "unknown_currency": gettext_lazy("This currency does not exist."),
    "currency_mismatch": gettext_lazy("The amount is in another currency than its price list."),
    "bad_amount": gettext_lazy("Write an amount like 49.90, in the currency's own decimals."),
    "unknown_country": gettext_lazy("This country code does not exist."),
    "no_rate": gettext_lazy("No exchange rate is known for this day."),
    "not_found": gettext_lazy("This does not exist any more."),
    "conflict": gettext_lazy("This exists already, or somebody else has changed it meanwhile."),
    "stale": gettext_lazy(
        "Somebody else has changed this product meanwhile. Nothing was saved; "
        "the page shows the newest state."
    ),
}


def refusal(error: DomainError) -> str:
    """One sentence about a refusal."""
    fields = error.fields
    if error.code == "unreadable_file":
        return str(UNREADABLE.get(str(fields.get("reason", "")), UNREADABLE["unknown_columns"]))
    if error.code == "picture_refused":
        return str(PICTURES.get(str(fields.get("reason", "")), PICTURES["broken"]))
    if isinstance(error, DraftsRefused):
        return _problem(error.problems[0])
    if fields.get("what") == "version":
        return str(CODES["stale"])
    key = (str(fields.get("field", "")), str(fields.get("reason", "")))
    for known in (key, ("number", key[1])):
        if known in REASONS:
            return str(REASONS[known])
    if error.code == "conflict" and "country" in fields:
        return _("%(country)s belongs to another market already.") % {"country": fields["country"]}
    if error.code in CODES:
        return str(CODES[error.code])
    return _("This cannot be saved (%(code)s).") % {"code": error.code}


def _problem(problem: DraftProblem) -> str:
    """What is wrong with a product that was typed in: the first problem of it."""
    reason = row_words({"code": problem.code}) or problem.code
    return _("%(field)s: %(reason)s (%(value)s)") % {
        "field": part_name(problem.field),
        "reason": reason,
        "value": problem.value,
    }
