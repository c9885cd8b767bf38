"""Addresses at which other systems tell us what happened."""

from django.urls import URLPattern, path

from sampan.web.webhooks import views

app_name = "webhooks"

urlpatterns: list[URLPattern] = [
    path("payments/<slug:provider>/", views.payment, name="payment"),
]
