"""The settings under test: a throw-away home, quick hashing, nothing on the network."""

import os
import tempfile

os.environ.setdefault("SAMPAN_HOME", tempfile.mkdtemp(prefix="sampan-test-"))
os.environ.setdefault("SAMPAN_SECRET_KEY", "test-" * 12)

from sampan.config.settings import *  # noqa: F403 - settings are star-imported by design
from sampan.config.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Tests say what they expect in English, whatever the catalogs hold; that these are complete is
# checked on the catalogs themselves, and browser tests start the shop with its own settings.
LOCALE_PATHS = []
