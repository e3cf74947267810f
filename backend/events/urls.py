from django.urls import path, re_path

from backend.events import pages

urlpatterns = [
    path("i/<str:token>", pages.invitation, name="guest-page"),
    path("i/<str:token>/qr.svg", pages.qr_svg, name="guest-qr-svg"),
    path("i/<str:token>/qr.png", pages.qr_png, name="guest-qr-png"),
    path("i/<str:token>/billet.pdf", pages.ticket_pdf, name="guest-ticket"),
    path("i/<str:token>/evenement.ics", pages.calendar, name="guest-calendar"),
    re_path(r"^i/", pages.unknown),
]
