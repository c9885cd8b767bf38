"""Mails without a server: one private file for each, the same file for the same letter."""

from email import message_from_bytes, policy
from uuid import uuid4

from sampan.kernel import mail
from sampan.kernel.mail import Message

BACKEND = "sampan.kernel.mail_files.MailFiles"


def test_a_letter_sent_twice_is_one_file_that_only_its_user_reads(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = BACKEND, tmp_path / "mail"
    mailing = uuid4()
    message = Message("lena@post.example", "Grüße", "Tee", "<p>Tee</p>")

    mail.send(mailing, message)
    mail.send(mailing, message)

    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == f"{mailing}.eml"
    assert file.stat().st_mode & 0o077 == 0
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["Subject"], read["To"]) == ("Grüße", "lena@post.example")
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert read["Auto-Submitted"] == "auto-generated"
