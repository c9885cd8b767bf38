"""The hosted page of the sandbox provider: what a shopper sees at a provider, with its choices."""

from collections.abc import Mapping
from html import escape
from typing import Any

from sampan.domain.money import Money

STYLE = """
body{margin:0;background:#F3F1EA;color:#14212B;font:17px/1.6 "Segoe UI","Noto Sans",sans-serif}
main{max-width:26rem;margin:8vh auto;padding:2rem;background:#fff;border:1px solid #DDDDD4;
border-radius:12px}h1{font-size:1.3rem;margin:0 0 .25rem}p{margin:.25rem 0 1rem}
.sum{font-size:1.8rem;font-variant-numeric:tabular-nums}button{display:block;width:100%;
min-height:48px;margin:.6rem 0;border-radius:6px;border:1px solid #0F6B78;background:#0F6B78;
color:#fff;font:inherit}button.quiet{background:#fff;color:#0F6B78}
.note{color:#4A5861;font-size:.9rem}
"""
CHOICES = (
    ("approve", "Pay", ""),
    ("challenge", "Pay, and ask me to confirm", "quiet"),
    ("decline", "Let the bank say no", "quiet"),
    ("later", "Pay later with a slip", "quiet"),
    ("cancel", "Go back without paying", "quiet"),
)


def pay_page(payment: Mapping[str, Any], *, asks: bool = False) -> str:
    """The page on which the shopper decides; `asks` is the second step of a challenge."""
    money = Money(payment["amount"], payment["currency"])
    choices = (("approve", "Yes, it is me", ""), ("decline", "No", "quiet")) if asks else CHOICES
    buttons = "".join(
        f'<button name="choice" value="{value}" class="{look}">{escape(text)}</button>'
        for value, text, look in choices
    )
    heading = "Confirm that it is you" if asks else f"Order {escape(payment['reference'])}"
    return _page(
        f"<h1>{heading}</h1><p class=sum>{escape(str(money))}</p>"
        f'<form method="post">{buttons}</form>'
        "<p class=note>Sandbox provider. No money moves, and no card is asked for.</p>"
    )


def done_page(text: str) -> str:
    """A page that says how things stand."""
    return _page(f"<h1>{escape(text)}</h1><p class=note>Sandbox provider.</p>")


def _page(body: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Sandbox provider</title><style>{STYLE}</style><main>{body}</main></html>"
    )
