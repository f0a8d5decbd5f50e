"""Addresses of the demonstration. Installed by `make run` alone."""

from __future__ import annotations

from django.urls import path

from afterword.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.people, name="people"),
    path("staff/<slug:key>", views.sign_in, name="sign_in"),
    path("client/<slug:key>", views.open_as, name="open_as"),
    path("month", views.month, name="month"),
    path("mail", views.mail, name="mail"),
]
