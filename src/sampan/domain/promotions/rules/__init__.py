"""The rules that promotions are made of, by their codes; a rule is its fields and one function."""

from sampan.domain.promotions.rules.buy_x_get_y import BuyXGetY
from sampan.domain.promotions.rules.fixed import Fixed
from sampan.domain.promotions.rules.free_freight import FreeFreight
from sampan.domain.promotions.rules.gift import Gift
from sampan.domain.promotions.rules.percentage import Percentage
from sampan.domain.promotions.rules.tiers import Tiers

__all__ = [
    "RULES",
    "BuyXGetY",
    "Fixed",
    "FreeFreight",
    "Gift",
    "Percentage",
    "Rule",
    "Tiers",
]

Rule = Percentage | Fixed | Tiers | BuyXGetY | Gift | FreeFreight

RULES: dict[str, type[Rule]] = {
    rule.code: rule for rule in (Percentage, Fixed, Tiers, BuyXGetY, Gift, FreeFreight)
}
