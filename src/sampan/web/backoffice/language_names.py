"""What the store's languages call themselves."""

LANGUAGE_NAMES = {
    "en": "English",
    "zh-hans": "简体中文",
    "zh-hant": "繁體中文",
    "ja": "日本語",
    "ko": "한국어",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "pt-br": "Português",
    "it": "Italiano",
    "nl": "Nederlands",
    "ar": "العربية",
}
