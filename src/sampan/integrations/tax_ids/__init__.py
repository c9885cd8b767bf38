"""Registers of tax numbers, by the code that the settings name them with."""

from sampan.domain.tax.checking import NumberChecker
from sampan.integrations.tax_ids.sandbox import SandboxRegister
from sampan.integrations.tax_ids.vies import Vies

CHECKERS: dict[str, type[NumberChecker]] = {"sandbox": SandboxRegister, "vies": Vies}
