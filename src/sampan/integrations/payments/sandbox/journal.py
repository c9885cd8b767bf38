"""What the sandbox provider remembers: payments, calls answered once per key, messages to send.

It is the other side's own book, in its own SQLite file: proofs compare it with the shop's.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (id TEXT PRIMARY KEY, key TEXT UNIQUE, facts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answered (call TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS movement (
    id INTEGER PRIMARY KEY, payment TEXT NOT NULL, what TEXT NOT NULL, amount INTEGER NOT NULL,
    currency TEXT NOT NULL);
"""
LAPSES_AFTER = timedelta(days=3)


class No(Exception):
    """The provider refuses, and did nothing; the text is a stable reason."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that really moved: a charge or a refund, in minor units."""

    payment: str
    what: str
    amount: int
    currency: str


class Journal:
    """The book; every method is one transaction under one lock, as a provider's would be."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;{SCHEMA}")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def open(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """A payment for a key; the same key again gives the same one, another body is refused."""
        with self._turn():
            row = self._one("SELECT facts FROM payment WHERE key = ?", wish["key"])
            if row:
                known: dict[str, Any] = json.loads(row[0])
                if (known["amount"], known["currency"]) != (wish["amount"], wish["currency"]):
                    raise No("key_reused")
                return known
            payment = {
                **wish,
                "id": f"sb_{uuid.uuid4().hex}",
                "status": "waiting",
                "captured": 0,
                "refunded": 0,
                "reason": "",
                "pay_by": None,
            }
            self._db.execute(
                "INSERT INTO payment VALUES (?, ?, ?)",
                (payment["id"], wish["key"], json.dumps(payment)),
            )
            return payment

    def get(self, payment_id: str) -> dict[str, Any]:
        """One payment. Raises No."""
        with self._turn():
            return self._get(payment_id)

    def by_key(self, key: str) -> dict[str, Any]:
        """The payment under a shop's key. Raises No."""
        with self._turn():
            row = self._one("SELECT facts FROM payment WHERE key = ?", key)
        if row is None:
            raise No("not_found")
        facts: dict[str, Any] = json.loads(row[0])
        return facts

    def decide(self, payment_id: str, choice: str) -> dict[str, Any]:
        """What the shopper does on the hosted page: approve, decline, later or lapse."""
        with self._turn():
            payment = self._get(payment_id)
            if payment["status"] not in {"waiting"}:
                return payment
            match choice:
                case "approve" if payment["capture"]:
                    self._charge(payment)
                case "approve":
                    payment["status"] = "authorized"
                case "decline":
                    payment.update(status="declined", reason="declined_by_issuer")
                case "later":
                    payment["pay_by"] = (datetime.now(UTC) + LAPSES_AFTER).isoformat()
                case "lapse":
                    payment.update(status="expired", reason="not_paid_in_time")
                case _:
                    raise No("choice")
            self._put(payment)
            return payment

    def change(
        self, payment_id: str, what: str, wish: Mapping[str, Any], key: str
    ) -> dict[str, Any]:
        """Capture, void or refund, at most once under a key. Raises No."""
        with self._turn():
            answered = self._one("SELECT body FROM answered WHERE call = ?", key)
            asked = {"payment": payment_id, "what": what, "wish": dict(wish)}
            if answered:
                known: dict[str, Any] = json.loads(answered[0])
                if known["asked"] != asked:
                    raise No("key_reused")
                return dict(known["answer"])
            payment = self._get(payment_id)
            self._apply(payment, what, wish)
            self._put(payment)
            body = json.dumps({"asked": asked, "answer": payment})
            self._db.execute("INSERT INTO answered VALUES (?, ?)", (key, body))
            return payment

    def movements(self) -> list[Movement]:
        """All money that moved, in order."""
        with self._turn():
            rows = self._db.execute(
                "SELECT payment, what, amount, currency FROM movement ORDER BY id"
            ).fetchall()
        return [Movement(*row) for row in rows]

    def payments(self) -> list[dict[str, Any]]:
        """Every payment as it stands."""
        with self._turn():
            rows = self._db.execute("SELECT facts FROM payment").fetchall()
        return [json.loads(row[0]) for row in rows]

    def _apply(self, payment: dict[str, Any], what: str, wish: Mapping[str, Any]) -> None:
        match what:
            case "capture":
                if payment["status"] != "authorized" or wish["amount"] > payment["amount"]:
                    raise No("not_capturable")
                self._charge(payment)
            case "void":
                if payment["status"] not in {"waiting", "authorized"}:
                    raise No("not_voidable")
                payment["status"] = "voided"
            case "refund":
                left = payment["captured"] - payment["refunded"]
                if wish["currency"] != payment["currency"] or not 0 < wish["amount"] <= left:
                    raise No("not_refundable")
                payment["refunded"] += wish["amount"]
                self._move(payment, "refund", wish["amount"])
            case _:
                raise No("not_found")

    def _charge(self, payment: dict[str, Any]) -> None:
        payment.update(status="captured", captured=payment["amount"])
        self._move(payment, "charge", payment["amount"])

    def _move(self, payment: Mapping[str, Any], what: str, amount: int) -> None:
        self._db.execute(
            "INSERT INTO movement (payment, what, amount, currency) VALUES (?, ?, ?, ?)",
            (payment["id"], what, amount, payment["currency"]),
        )

    def _get(self, payment_id: str) -> dict[str, Any]:
        row = self._one("SELECT facts FROM payment WHERE id = ?", payment_id)
        if row is None:
            raise No("not_found")
        facts: dict[str, Any] = json.loads(row[0])
        return facts

    def _put(self, payment: Mapping[str, Any]) -> None:
        self._db.execute(
            "UPDATE payment SET facts = ? WHERE id = ?", (json.dumps(payment), payment["id"])
        )

    def _one(self, statement: str, value: str) -> tuple[str] | None:
        row: tuple[str] | None = self._db.execute(statement, (value,)).fetchone()
        return row
