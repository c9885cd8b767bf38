"""Which door answers which address; the store comes last because it takes every language."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("sampan.web.api.urls")),
    path("office/", include("sampan.web.backoffice.urls")),
    path("accounts/", include("allauth.urls")),
    path("webhooks/", include("sampan.web.webhooks.urls")),
    path("", include("sampan.web.storefront.urls")),
]

handler404 = "sampan.web.storefront.refusals.not_found"
handler500 = "sampan.web.storefront.refusals.server_error"
