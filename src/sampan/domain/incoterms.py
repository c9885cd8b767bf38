"""Who clears and pays at the border: the part of Incoterms 2020 that decides what a shopper pays.

Source: ICC Incoterms 2020, in force since 2020-01-01.
"""

from enum import StrEnum


class Incoterm(StrEnum):
    """The delivery term of a sale; checkout, label and customs form carry the same one."""

    EXW = "EXW"
    FCA = "FCA"
    CPT = "CPT"
    CIP = "CIP"
    DAP = "DAP"
    DPU = "DPU"
    DDP = "DDP"

    @property
    def seller_clears_import(self) -> bool:
        """Only under DDP does the seller pay duty and tax, so only then is nothing due later."""
        return self is Incoterm.DDP
