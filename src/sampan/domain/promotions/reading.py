"""Rules as JSON and back: amounts are minor units by currency, percentages are texts."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.promotions.rules import (
    RULES,
    BuyXGetY,
    Fixed,
    FreeFreight,
    Gift,
    Percentage,
    Rule,
    Tiers,
)


def read_rule(code: str, fields: Mapping[str, Any]) -> Rule:
    """The rule that `write_rule` wrote. Raises Invalid for an unknown code or missing fields."""
    if code not in RULES:
        raise Invalid(field="rule", reason="unknown", code=code[:32])
    try:
        return _read(code, fields)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Invalid(field="fields", reason="malformed", rule=code) from error


def write_rule(rule: Rule) -> dict[str, Any]:
    """A rule's fields as JSON values."""
    match rule:
        case Percentage():
            return {"percent": str(rule.percent)}
        case Fixed():
            return {"amounts": write_amounts(rule.amounts)}
        case Tiers():
            return {"tiers": [[m.minor, m.currency, str(percent)] for m, percent in rule.tiers]}
        case BuyXGetY():
            return {
                "buy": rule.buy,
                "get": rule.get,
                "percent": str(rule.percent),
                "amounts": [[amount.minor, amount.currency] for amount in rule.amounts],
            }
        case Gift():
            return {
                "sku": rule.sku,
                "minimums": write_amounts(rule.minimums),
                "quantity": rule.quantity,
            }
        case FreeFreight():
            return {"minimums": write_amounts(rule.minimums)}


def read_amounts(values: Mapping[str, int]) -> dict[str, Money]:
    """Amounts by currency from minor units by currency."""
    return {currency: Money(minor, currency) for currency, minor in values.items()}


def write_amounts(amounts: Mapping[str, Money]) -> dict[str, int]:
    """Minor units by currency."""
    return {currency: amount.minor for currency, amount in amounts.items()}


def _read(code: str, fields: Mapping[str, Any]) -> Rule:
    match code:
        case "percentage":
            return Percentage(Decimal(fields["percent"]))
        case "fixed":
            return Fixed(read_amounts(fields["amounts"]))
        case "tiers":
            tiers = tuple(
                (Money(minor, currency), Decimal(percent))
                for minor, currency, percent in fields["tiers"]
            )
            return Tiers(tiers)
        case "buy_x_get_y":
            amounts = tuple(Money(minor, cur) for minor, cur in fields.get("amounts", []))
            percent = Decimal(fields.get("percent", "100"))
            return BuyXGetY(fields["buy"], fields["get"], percent, amounts)
        case "gift":
            minimums = read_amounts(fields["minimums"])
            return Gift(fields["sku"], minimums, fields.get("quantity", 1))
        case _:
            return FreeFreight(read_amounts(fields["minimums"]))
