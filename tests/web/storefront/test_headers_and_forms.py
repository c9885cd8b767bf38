"""What every answer carries, and who may send a form."""

import gzip

import pytest
from django.test import Client
from tests.web.storefront.small_shop import product, sell

from sampan.web.storefront.themes import sheet_of

pytestmark = pytest.mark.django_db

PAGES = ("/en/", "/de/c/all/", "/en/p/cup/", "/en/search/?q=x", "/en/place/", "/en/nothing/")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded_and_private(path):
    sell(product("cup"))
    response = Client().get(path)
    policy = response["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]
    assert not response.cookies


@pytest.mark.parametrize("path", PAGES)
def test_no_page_needs_what_its_policy_forbids(path):
    sell(product("cup"))
    html = Client().get(path).content.decode()

    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    for script in html.split("<script")[1:]:
        assert 'type="application/ld+json"' in script or 'src="/static/' in script
    assert "http://" not in html.replace("http://testserver", "").replace("http://www.w3.org", "")


def test_a_page_is_compressed_once_and_known_again():
    sell(product("cup"))
    client = Client(headers={"Accept-Encoding": "gzip, br"})

    first = client.get("/en/p/cup/")
    plain = Client().get("/en/p/cup/")
    again = client.get("/en/p/cup/", headers={"If-None-Match": first["ETag"]})

    assert first["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.content) == plain.content
    assert again.status_code == 304
    assert again.content == b""
    assert len(first.content) < 25_000


def test_head_answers_like_get_without_a_body():
    sell(product("cup"))

    head, get = Client().head("/en/p/cup/"), Client().get("/en/p/cup/")

    assert head.content == b""
    assert head["Content-Length"] == get["Content-Length"]


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ("US.USD", "US.USD"),
        ("SA.SAR", "SA.SAR"),
        ("SA.XXX", "SA.AED"),
        ("XX.EUR", None),
        ("' OR 1=1", None),
        ("", None),
    ],
)
def test_a_place_is_kept_only_when_it_is_ours(chosen, kept):
    response = Client().post(
        "/en/place/chosen/",
        {"place": chosen, "next": "/en/p/cup/"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert (response.status_code, response["Location"]) == (303, "/en/p/cup/")
    if kept is None:
        assert "place" not in response.cookies
    else:
        cookie = response.cookies["place"]
        assert cookie.value == kept
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "", "x"],
)
def test_a_form_leads_back_only_into_the_store(address):
    response = Client().post(
        "/en/place/chosen/",
        {"place": "US.USD", "next": address},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert response["Location"] == "/en/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
@pytest.mark.parametrize("form", ["place/chosen", "choice/made"])
def test_only_our_own_pages_may_send_a_form(form, headers, status):
    client = Client(enforce_csrf_checks=True, headers=headers)

    response = client.post(f"/en/{form}/", {"place": "US.USD", "choice": "no", "next": "/en/"})

    assert response.status_code == status
    if status == 403:
        assert not response.cookies


def test_a_form_is_not_sent_by_a_link():
    assert Client().get("/en/place/chosen/").status_code == 405


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_answer_about_cookies_ends_the_question(answer):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    assert 'name="choice"' in client.get("/en/").content.decode()

    client.post("/en/choice/made/", {"choice": answer, "next": "/en/"})

    assert 'name="choice"' not in client.get("/en/").content.decode()


def test_media_are_pictures_and_nothing_else(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    (tmp_path / "a.html").write_text("<script>alert(1)</script>")

    svg = Client().get("/media/a.svg")

    assert svg["Content-Type"] == "image/svg+xml"
    assert "sandbox" in svg["Content-Security-Policy"]
    assert "default-src 'none'" in svg["Content-Security-Policy"]
    assert svg["X-Content-Type-Options"] == "nosniff"
    assert Client().get("/media/a.html").status_code == 404
    assert Client().get("/media/a.svg", headers={"If-None-Match": svg["ETag"]}).status_code == 304


def test_only_plain_colors_reach_the_style_sheet():
    stored = {"paper": "#FFFFFF", "ink": "red;} body{display:none", "zzz": "#000000", "sale": 7}

    assert sheet_of(stored) == (
        '@media (prefers-color-scheme: light) { :root:not([data-theme="dark"]) '
        "{ --paper: #FFFFFF; } }\n"
    )
    assert sheet_of(None) == sheet_of([]) == ""
