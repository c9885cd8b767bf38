"""Whether a business buyer's tax number has the form of its country's numbers.

The form is what can be checked without asking a register; a register's answer (VIES, HMRC) belongs
to the caller, who leaves `tax_id` out when it says no. When unsure, charge the tax.

>>> has_form("DE123456788", "DE"), has_form("DE12", "DE"), has_form("FR12345678901", "DE")
(True, False, False)
"""

import re

# Source: European Commission, VIES, structure of VAT identification numbers; HMRC for GB and XI
_FORMS = {
    "AT": "ATU[0-9]{8}",
    "BE": "BE[01][0-9]{9}",
    "BG": "BG[0-9]{9,10}",
    "CY": "CY[0-9]{8}[A-Z]",
    "CZ": "CZ[0-9]{8,10}",
    "DE": "DE[0-9]{9}",
    "DK": "DK[0-9]{8}",
    "EE": "EE[0-9]{9}",
    "ES": "ES[0-9A-Z][0-9]{7}[0-9A-Z]",
    "FI": "FI[0-9]{8}",
    "FR": "FR[0-9A-Z]{2}[0-9]{9}",
    "GB": "(GB|XI)([0-9]{9}|[0-9]{12}|(GD|HA)[0-9]{3})",
    "GR": "EL[0-9]{9}",
    "HR": "HR[0-9]{11}",
    "HU": "HU[0-9]{8}",
    "IE": "IE[0-9][0-9A-Z+*][0-9]{5}[A-Z]{1,2}",
    "IT": "IT[0-9]{11}",
    "LT": "LT([0-9]{9}|[0-9]{12})",
    "LU": "LU[0-9]{8}",
    "LV": "LV[0-9]{11}",
    "MT": "MT[0-9]{8}",
    "NL": "NL[0-9A-Z+*]{10}[0-9]{2}",
    "PL": "PL[0-9]{10}",
    "PT": "PT[0-9]{9}",
    "RO": "RO[0-9]{2,10}",
    "SE": "SE[0-9]{12}",
    "SI": "SI[0-9]{8}",
    "SK": "SK[0-9]{10}",
    "AU": "(AU)?[0-9]{11}",
    "NZ": "(NZ)?[0-9]{8,13}",
    "SG": "(SG)?[0-9A-Z]{9,10}",
}


def has_form(tax_id: str | None, country: str) -> bool:
    """Whether a number is given and has the form of its country; other countries: any number."""
    if not tax_id:
        return False
    number = re.sub(r"[\s.\-]", "", tax_id).upper()
    form = _FORMS.get(country)
    return re.fullmatch(form or "[0-9A-Z]{5,20}", number, re.ASCII) is not None
