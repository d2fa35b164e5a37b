"""Addresses of accounts, each with its policy."""

from guatu.accounts.views import sessions
from guatu.shell.routes import anyone, route, signed_in

app_name = "accounts"
urlpatterns = [
    route("sign-in/", sessions.sign_in, name="login", policy=anyone, repeatable=True),
    route("sign-out/", sessions.sign_out, name="logout", policy=signed_in, repeatable=True),
    route("password/", sessions.password, name="password", policy=signed_in),
    route("large-print/", sessions.large_print, name="large-print", policy=signed_in),
]
