"""Check the numbers that shoppers give: by their form here, by a register where one is set up.

The form (length, letters, check digits) is python-stdnum's and needs no network. A business number
that no register confirmed is `unverified`: the tax is charged, and the register is asked again.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from stdnum import get_cc_module
from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.cn import ric
from stdnum.exceptions import ValidationError
from stdnum.id import nik, npwp
from stdnum.in_ import pan
from stdnum.mx import curp, rfc
from stdnum.tr import tckimlik, vkn

from sampan.domain.places import EU_MEMBERS
from sampan.domain.tax.checking import Confirmed, Denied, Unverified
from sampan.domain.tax.numbers import has_form
from sampan.domain.tax.personal_numbers import PERSONAL_NUMBERS
from sampan.integrations.tax_ids import CHECKERS
from sampan.kernel import settings_store

State = Literal["", "valid", "invalid", "unverified"]
PREFIXES = {"GR": "EL"}
BUSINESS_COUNTRIES = EU_MEMBERS | {"GB", "CH", "NO", "AU", "NZ", "SG"}
_VALIDATORS = {
    "cuit": (cuit,),
    "cpf": (cpf, cnpj),
    "rut": (rut,),
    "ric": (ric,),
    "npwp": (npwp, nik),
    "pan": (pan,),
    "rfc": (rfc, curp),
    "tckn": (tckimlik, vkn),
}
_PCCC = re.compile(r"P[0-9]{12}")


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """A number as it is kept, and what is known of it; `problem` is `missing` or `form`."""

    number: str
    state: State = ""
    problem: str = ""
    consultation: str = ""


def check_personal_number(country: str, given: str) -> NumberCheck:
    """The number that a country's customs wants from the receiver; nothing where it wants none."""
    wanted = PERSONAL_NUMBERS.get(country)
    text = _compact(given)
    if wanted is None:
        return NumberCheck("")
    if not text:
        return NumberCheck("", problem="missing" if wanted.is_required else "")
    if wanted.code == "pccc":
        fits = _PCCC.fullmatch(text) is not None
        return NumberCheck(text, "" if not fits else "valid", "" if fits else "form")
    for validator in _VALIDATORS[wanted.code]:
        try:
            return NumberCheck(str(validator.validate(text)), "valid")
        except ValidationError:
            continue
    return NumberCheck(text, problem="form")


def check_business_number(country: str, given: str) -> NumberCheck:
    """The form of a business's VAT number in its country, with the country's prefix."""
    text = _compact(given)
    if not text:
        return NumberCheck("", problem="missing")
    prefix = PREFIXES.get(country, country)
    if country in EU_MEMBERS and not text.startswith(prefix):
        text = prefix + text
    module = get_cc_module(country, "vat") if country in BUSINESS_COUNTRIES else None
    if module is not None:
        try:
            bare = str(module.validate(text))
        except ValidationError:
            return NumberCheck(text, problem="form")
        text = bare if bare.startswith(prefix) or country not in EU_MEMBERS else prefix + bare
    if not has_form(text, country):
        return NumberCheck(text, problem="form")
    return NumberCheck(text, "unverified")


def ask_register(country: str, number: str) -> NumberCheck:
    """Ask the register that is set up about a number whose form is right. Calls the network."""
    checker = CHECKERS.get(settings.SAMPAN_TAX_ID_CHECKER)
    register = checker() if checker is not None else None
    if register is None or not register.covers(country):
        return NumberCheck(number, "unverified")
    requester = str((settings_store.get("seller") or {}).get("vat_number") or "")
    match register.check(number, requester):
        case Confirmed(consultation=proof):
            return NumberCheck(number, "valid", consultation=proof)
        case Denied():
            return NumberCheck(number, "invalid")
        case Unverified():
            return NumberCheck(number, "unverified")


def _compact(given: str) -> str:
    """Capital letters and digits, full-width ones read as plain ones."""
    plain = unicodedata.normalize("NFKC", given[:80]).upper()
    return re.sub(r"[\s.\-/]", "", plain)[:40]
