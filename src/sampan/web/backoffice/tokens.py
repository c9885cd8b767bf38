"""Import: drop a file, see what was found, match columns, try, apply as a job."""

from django.http import HttpRequest, HttpResponse

from sampan.web.backoffice.access import office
from sampan.web.backoffice.frame import page


@office
def tokens(request: HttpRequest) -> HttpResponse:
    """The first page: a field for the file."""
    return page(request, "backoffice/import/file.html", {}, screen="import")
