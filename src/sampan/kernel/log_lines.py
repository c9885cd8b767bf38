"""Log lines that give nobody away: keys that stand in addresses, and people's mail addresses.

A link to an order or into an account opens it for whoever holds it, and frameworks log the address
of every request that they refuse; databases quote the value that is there twice.

>>> discreet("Gone: /en/orders/c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA/pay/")
'Gone: /en/orders/[key]/pay/'
>>> discreet("Key (email)=(ann@mail.example) already exists")
'Key (email)=([mail]) already exists'
"""

import logging
import re

# An order's id in the back office has 36 characters and stays; no key is that short.
_KEY = re.compile(r"(/(?:orders|link|enter|key)/)[^/\s?\"'<>]{38,}")
_MAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


class Discreet(logging.Formatter):
    """Formats a record with its traceback, and leaves out what is nobody's business."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return discreet(super().format(record))


def discreet(text: str) -> str:
    """A text without keys in addresses and without mail addresses."""
    return _MAIL.sub("[mail]", _KEY.sub(r"\1[key]", text))
