"""Sign-in and what a person sets for itself."""

app_name = "accounts"
urlpatterns: list = []
