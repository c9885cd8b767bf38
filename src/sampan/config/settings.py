"""Django's settings: what is fixed stands here, what varies comes from `environment`."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from sampan.config import environment

ENVIRONMENT = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent
HOME = ENVIRONMENT.home

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "sampan.web.backoffice",  # before allauth and the admin, whose pages it dresses
    "unfold",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "sampan.kernel",
    "sampan.apps.accounts",
    "sampan.apps.markets",
    "sampan.apps.catalog",
    "sampan.apps.pricing",
    "sampan.apps.content",
    "sampan.apps.inventory",
    "sampan.apps.shipping",
    "sampan.apps.customers",
    "sampan.apps.promotions",
    "sampan.apps.customs",
    "sampan.apps.checkout",
    "sampan.apps.orders",
    "sampan.apps.payments",
    "sampan.apps.ledger",
    "sampan.apps.storefront",
    "sampan.apps.search",
    "sampan.apps.insights",
    "sampan.web.storefront",
    "sampan.web.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sampan.web.storefront.door.StoreDoor",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sampan.config.urls"
WSGI_APPLICATION = "sampan.config.wsgi.application"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sampan.web.storefront.entrance.layout",
            ],
        },
    }
]

DATABASES = {"default": environment.database(ENVIRONMENT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": environment.cache(ENVIRONMENT)}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "media"]}}
SAMPAN_DELIVER_EVENT = "sampan.flows.reactions.deliver"
SAMPAN_FETCH_REMOTE_PICTURES = False
SAMPAN_PAYMENT_PROVIDERS = ENVIRONMENT.payment_providers
SAMPAN_LIMITS = ENVIRONMENT.limits
SAMPAN_TAX_ID_CHECKER = ENVIRONMENT.tax_id_checker

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "sampan.web.backoffice.sign_in.OfficeAccounts"
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip"}  # one person's limit is kept by axes
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody opens an account here alone
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.production
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_CLIENT_IP_CALLABLE = "sampan.kernel.callers.address_of"
AXES_LOCKOUT_CALLABLE = "sampan.web.backoffice.sign_in.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

UNFOLD = {
    "SITE_TITLE": "Sampan",
    "SITE_HEADER": "Sampan",
    "SITE_URL": "/office/shop/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "SITE_SYMBOL": "sailing",
    "COLORS": {
        "primary": {
            "50": "#F1F7F7",
            "100": "#E4F0EF",
            "200": "#C5DEDE",
            "300": "#9CC4C6",
            "400": "#5FA3AC",
            "500": "#2F8590",
            "600": "#0F6B78",
            "700": "#0C5A65",
            "800": "#0A5460",
            "900": "#083F48",
            "950": "#06282E",
        }
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt-br", "Português (Brasil)"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("ar", "العربية"),
]
LANGUAGES_BIDI = ["ar"]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
SAMPAN_KEEP_PAGES = ENVIRONMENT.keeps_pages
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

EMAIL_FILE_PATH = HOME / "mail"
globals().update(environment.mail(ENVIRONMENT))  # EMAIL_*: more of them for a mail server
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
SAMPAN_SITE_URL = ENVIRONMENT.site_url

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.production
SECURE_SSL_REDIRECT = ENVIRONMENT.production and not ENVIRONMENT.behind_proxy
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.production else 0
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preload is the owner's own decision

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "sampan.kernel.log_lines.Discreet",
            "fmt": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if ENVIRONMENT.production else "WARNING"},
}
