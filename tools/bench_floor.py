"""The floor of `bench_store`: Django with nothing but one view that asks one indexed question."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from sampan.config import environment

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    SECRET_KEY=os.environ["SAMPAN_SECRET_KEY"],
    DATABASES={"default": environment.database(environment.read())},
)


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One row by its primary key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM storefront_card WHERE product_id = %s", [number])
        row = cursor.fetchone()
    return HttpResponse(f"<p>{row}</p>")


urlpatterns = [path("<int:number>/", one)]
application = get_wsgi_application()
