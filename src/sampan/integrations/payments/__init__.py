"""Payment providers behind `domain.payments.port`, by their codes."""

from collections.abc import Callable, Mapping

from sampan.domain.payments.port import PaymentProvider
from sampan.integrations.payments.sandbox.adapter import Sandbox

PROVIDERS: dict[str, Callable[[Mapping[str, str]], PaymentProvider]] = {
    "sandbox": Sandbox.from_settings,
}
