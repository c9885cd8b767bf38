"""Which mail server is used, and where the links in mails lead."""

from pathlib import Path

import pytest

from sampan.config import environment
from sampan.config.environment import BadEnvironment

SERVER = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_USE_TLS")


def read(home: Path, **variables: str) -> environment.Environment:
    return environment.read({"SAMPAN_HOME": str(home), **variables})


def test_without_a_server_mails_are_files(tmp_path):
    known = environment.mail(read(tmp_path))

    assert known == {"EMAIL_BACKEND": "sampan.kernel.mail_files.MailFiles"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://me:p%40ss@mail.test", ("mail.test", 587, False, True)),
        ("smtps://me:p%40ss@mail.test", ("mail.test", 465, True, False)),
        ("smtp://mail.test:25?plain", ("mail.test", 25, False, False)),
    ],
)
def test_a_server_is_one_address_and_encrypted_unless_asked_otherwise(url, server, tmp_path):
    known = environment.mail(read(tmp_path, SAMPAN_MAIL_URL=url))

    assert tuple(known[name] for name in SERVER) == server
    assert known["EMAIL_HOST_PASSWORD"] in {"p@ss", ""}


@pytest.mark.parametrize("url", ["mail.test", "http://mail.test", "smtp://"])
def test_what_is_no_mail_server_is_refused(url, tmp_path):
    with pytest.raises(BadEnvironment, match="SAMPAN_MAIL_URL"):
        environment.mail(read(tmp_path, SAMPAN_MAIL_URL=url))


def test_links_lead_to_the_first_host_unless_it_is_said(tmp_path):
    live = {"SAMPAN_ENV": "production", "SAMPAN_HOSTS": "a.test,b.test"}
    secret = {"SAMPAN_SECRET_KEY": "x" * 50}

    assert read(tmp_path, **live, **secret).site_url == "https://a.test"
    assert read(tmp_path, SAMPAN_SITE_URL="https://c.test/").site_url == "https://c.test"
    with pytest.raises(BadEnvironment, match="SAMPAN_SITE_URL"):
        read(tmp_path, SAMPAN_SITE_URL="c.test")
