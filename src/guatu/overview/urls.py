"""The start page and the wall."""

from guatu.overview import policies, search, views
from guatu.shell.routes import route

app_name = "overview"
urlpatterns = [
    route("", views.room, name="room", policy=policies.can_open_room),
    route("search/", search.page, name="search", policy=policies.can_search),
    route("wall/", views.wall, name="wall", policy=policies.can_open_room),
]
