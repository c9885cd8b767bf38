"""The shop's own facts, its colors, and files that wait between two steps."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sampan.domain.errors import Invalid, NotFound
from sampan.flows import change_shop as flow
from sampan.flows import keep_upload as uploads
from sampan.kernel import clock, settings_store

SHOP = {"shop_name": "Reed & Co", "default_language": "de", "time_zone": "Asia/Shanghai"}


@pytest.mark.django_db
def test_the_shop_is_saved_as_a_whole_or_not_at_all() -> None:
    flow.save_shop(SHOP, actor="person:1", at=clock.now())
    assert settings_store.get("time_zone") == "Asia/Shanghai"

    for name, value in (("shop_name", " "), ("default_language", "xx"), ("time_zone", "Moon/Sea")):
        with pytest.raises(Invalid):
            flow.save_shop({**SHOP, name: value}, actor="person:1", at=clock.now())
    assert settings_store.get("shop_name") == "Reed & Co"


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#767676", "#FFFFFF", 4.54),
        ("#777777", "#FFFFFF", 4.48),
    ],
)
def test_contrast_is_that_of_the_guidelines(one: str, other: str, ratio: float) -> None:
    assert round(flow.contrast(one, other), 2) == ratio
    assert flow.contrast(one, other) == flow.contrast(other, one)


@pytest.mark.django_db
def test_colors_that_cannot_be_read_are_not_stored() -> None:
    pale = {**flow.COLORS, "ink": "#DDDDDD"}
    with pytest.raises(Invalid):
        flow.save_theme(pale, actor="person:1", at=clock.now())
    with pytest.raises(Invalid):
        flow.save_theme({**flow.COLORS, "ink": "red;}"}, actor="person:1", at=clock.now())
    assert flow.theme() == flow.COLORS

    flow.save_theme({**flow.COLORS, "action": "#7a1f5c"}, actor="person:1", at=clock.now())
    assert flow.theme()["action"] == "#7A1F5C"


def test_the_shipped_colors_are_readable_themselves() -> None:
    assert all(pair.is_enough for pair in flow.contrasts(flow.COLORS))


def test_a_file_waits_for_a_day_under_a_key_that_is_no_path(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    key = uploads.keep_upload(b"handle,title", clock.now())

    assert uploads.kept_upload(key) == b"handle,title"
    uploads.keep_upload(b"other", clock.now() + timedelta(days=2))
    for wrong in (key, "../secret_key", "0" * 32, "", "%2e%2e"):
        with pytest.raises(NotFound):
            uploads.kept_upload(wrong)


def test_a_file_that_is_too_large_is_refused(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(uploads, "LARGEST", 10)

    with pytest.raises(Invalid):
        uploads.keep_upload(b"x" * 11, clock.now())
    assert list(tmp_path.rglob("*")) == []
