from django.urls import include, path, re_path

from backend.config.api import api
from backend.config.health import healthz, readyz
from backend.config.pages import application

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("api/v1/", api.urls),
    path("", include("backend.events.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    re_path(r"^(?!api/|_allauth/|static/|ws/|i/)(?P<path>.*)$", application),
]
