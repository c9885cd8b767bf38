"""Which countries ask the receiver of a parcel for a number of their own, and why.

Sources: import formalities of postal and express operators as known on 2026-11-22 (background
knowledge, not checked against each customs law; Brazil and Korea as `customs_value_rules.csv`).
When unsure, do not ask: a number that nobody needs is one that nobody should keep.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What the number is called there, whether customs stops a parcel without it, an example."""

    code: str
    name: str
    is_required: bool
    example: str


PERSONAL_NUMBERS = {
    "AR": PersonalNumber("cuit", "CUIT/CUIL", True, "20-05536168-2"),
    "BR": PersonalNumber("cpf", "CPF/CNPJ", True, "390.533.447-05"),
    "CL": PersonalNumber("rut", "RUT", True, "12.531.909-2"),
    "CN": PersonalNumber("ric", "身份证号码", True, "11010519491231002X"),
    "ID": PersonalNumber("npwp", "NPWP/NIK", True, "01.312.166.0-091.000"),
    "IN": PersonalNumber("pan", "PAN", True, "ACUPA7085R"),
    "KR": PersonalNumber("pccc", "개인통관고유부호 (PCCC)", True, "P123456789012"),
    "MX": PersonalNumber("rfc", "RFC/CURP", False, "GODE561231GR8"),
    "TR": PersonalNumber("tckn", "T.C. Kimlik No", True, "17291716060"),
}
