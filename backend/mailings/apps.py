from django.apps import AppConfig


class MailingsConfig(AppConfig):
    name = "backend.mailings"
    label = "mailings"
