"""A promotion rule's form, derived from the fields of its dataclass: a new rule needs none here."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from typing import Any, get_type_hints

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sampan.domain.errors import Invalid
from sampan.domain.money import Money
from sampan.domain.promotions.reading import read_rule
from sampan.domain.promotions.rules import RULES, Rule
from sampan.web.backoffice.forms import amount, number, whole_number
from sampan.web.backoffice.frame import Label

KINDS: Mapping[Any, str] = {
    Decimal: "percent",
    int: "count",
    str: "text",
    Mapping[str, Money]: "amounts",
    tuple[Money, ...]: "amount_list",
    tuple[tuple[Money, Decimal], ...]: "tiers",
}
RULE_NAMES: Mapping[str, tuple[Label, Label]] = {
    "percentage": (gettext_lazy("Percentage"), gettext_lazy("A share off the chosen goods")),
    "fixed": (gettext_lazy("Fixed amount"), gettext_lazy("An amount off, in each currency")),
    "tiers": (gettext_lazy("Spend and save"), gettext_lazy("The more is bought, the more off")),
    "buy_x_get_y": (
        gettext_lazy("Buy some, get some"),
        gettext_lazy("Of so many units the cheapest cost less"),
    ),
    "gift": (gettext_lazy("Gift"), gettext_lazy("A good that costs nothing from a value on")),
    "free_freight": (gettext_lazy("Free shipping"), gettext_lazy("From a value of goods on")),
}
LABELS: Mapping[str, Label] = {
    "percent": gettext_lazy("Percent off"),
    "amounts": gettext_lazy("Amount off"),
    "tiers": gettext_lazy("Tiers, one a line: EUR 100 = 10"),
    "buy": gettext_lazy("Units to buy"),
    "get": gettext_lazy("Units that cost less"),
    "sku": gettext_lazy("SKU"),
    "quantity": gettext_lazy("Units"),
    "minimums": gettext_lazy("From this value of goods on"),
}


@dataclass(frozen=True, slots=True)
class RuleField:
    """One field of the form: `value` is a text, or texts by currency for amounts."""

    name: str
    kind: str
    label: str
    is_required: bool
    value: str
    values: Sequence[tuple[str, str]] = ()


def form_fields(code: str, currencies: Sequence[str], form: Mapping[str, str]) -> list[RuleField]:
    """The fields of a rule, filled with what a form holds."""
    rule = RULES[code]
    hints = get_type_hints(rule)
    found = []
    for one in fields(rule):
        kind = KINDS[hints[one.name]]
        is_amounts = kind in {"amounts", "amount_list"}
        found.append(
            RuleField(
                name=one.name,
                kind=kind,
                label=str(LABELS.get(one.name, one.name.replace("_", " "))),
                is_required=one.default is MISSING and not is_amounts,
                value=form.get(f"f_{one.name}", ""),
                values=[(c, form.get(f"f_{one.name}_{c}", "")) for c in currencies]
                if is_amounts
                else (),
            )
        )
    return found


def read_form(code: str, form: QueryDict, currencies: Sequence[str]) -> Rule:
    """The rule that a form describes. Raises Invalid, BadAmount and UnknownCurrency."""
    if code not in RULES:
        raise Invalid(field="rule", reason="unknown")
    hints = get_type_hints(RULES[code])
    values: dict[str, Any] = {}
    for one in fields(RULES[code]):
        value = _read(KINDS[hints[one.name]], one.name, form, currencies)
        if value is not None:
            values[one.name] = value
        elif one.default is MISSING:
            raise Invalid(field="rule", reason="incomplete")
    return read_rule(code, values)


def texts_of(rule: Rule) -> dict[str, str]:
    """A rule's fields as the texts of its form."""
    texts: dict[str, str] = {}
    for one in fields(rule):
        value = getattr(rule, one.name)
        match value:
            case Mapping():
                texts |= {f"f_{one.name}_{code}": money.text for code, money in value.items()}
            case tuple() if value and isinstance(value[0], Money):
                texts |= {f"f_{one.name}_{money.currency}": money.text for money in value}
            case tuple():
                lines = [f"{least.currency} {least.text} = {off:f}" for least, off in value]
                texts[f"f_{one.name}"] = "\n".join(lines)
            case _:
                texts[f"f_{one.name}"] = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return texts


def summary(rule: Rule) -> str:
    """A rule in a few words."""
    name = str(RULE_NAMES[rule.code][0])
    if hasattr(rule, "percent") and rule.code == "percentage":
        return _("%(percent)s %% off") % {"percent": f"{rule.percent.normalize():f}"}
    return name


def _read(kind: str, name: str, form: QueryDict, currencies: Sequence[str]) -> Any:
    text = form.get(f"f_{name}", "").replace("\x00", "").strip()
    match kind:
        case "percent":
            value = number(text, field="percent")
            return None if value is None else str(value)
        case "count":
            return whole_number(text, field="quantity")
        case "text":
            return text[:120] or None
        case "amounts":
            known = _amounts(name, form, currencies)
            return {money.currency: money.minor for money in known}
        case "amount_list":
            return [[money.minor, money.currency] for money in _amounts(name, form, currencies)]
        case _:
            return [_tier(line) for line in text.splitlines() if line.strip()][:40] or None


def _amounts(name: str, form: QueryDict, currencies: Sequence[str]) -> list[Money]:
    found = (amount(form.get(f"f_{name}_{code}", ""), code) for code in currencies)
    return [money for money in found if money is not None]


def _tier(line: str) -> list[object]:
    """`EUR 100 = 10`: from 100 euro on ten percent."""
    least, _equals, percent = line.partition("=")
    currency, _space, text = least.strip().partition(" ")
    money, off = amount(text, currency.upper()[:3]), number(percent, field="percent")
    if money is None or off is None or not Decimal(0) < off <= Decimal(100):
        raise Invalid(field="tiers", reason="not_a_tier")
    return [money.minor, money.currency, str(off)]
