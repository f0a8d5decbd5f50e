"""Every address. Staff pages are under /desk/; everything else is for clients."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", include("afterword.desk.urls")),
    path("staff/", include("afterword.accounts.urls")),
    path("", include("afterword.portal.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("afterword.demo.urls")))

handler400 = "afterword.config.errors.bad_request"
handler403 = "afterword.config.errors.forbidden"
handler404 = "afterword.config.errors.not_found"
handler429 = "afterword.config.errors.too_many"  # asked for by allauth
handler500 = "afterword.config.errors.broken"
