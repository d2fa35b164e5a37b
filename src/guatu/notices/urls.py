"""Addresses of notices, each with its policy."""

from guatu.notices.policies import can_keep_channels
from guatu.notices.views import channels, mine, preferences
from guatu.shell.routes import act, anyone, route, signed_in

app_name = "notices"

urlpatterns = [
    route("", mine.index, name="index", policy=signed_in),
    act("read/", mine.all_read, name="read-all", policy=signed_in),
    act("<int:notice_id>/open/", mine.open_one, name="open", policy=signed_in),
    route("preferences/", preferences.preferences, name="preferences", policy=signed_in),
    act("feed/renew/", preferences.feed_renew, name="feed-renew", policy=signed_in),
    act("feed/end/", preferences.feed_end, name="feed-end", policy=signed_in),
    # the address is the secret: a calendar program cannot sign in
    route("feed/<slug:token>.ics", preferences.feed, name="feed", policy=anyone),
    route("channels/", channels.channels, name="channels", policy=can_keep_channels),
    route("channels/<int:channel_id>/", channels.channel, name="channel", policy=can_keep_channels),
    act(
        "channels/<int:channel_id>/switch/",
        channels.switch,
        name="channel-switch",
        policy=can_keep_channels,
    ),
    act(
        "channels/<int:channel_id>/test/",
        channels.test,
        name="channel-test",
        policy=can_keep_channels,
    ),
    route("log/", channels.log, name="log", policy=can_keep_channels),
    act("log/<int:delivery_id>/retry/", channels.retry, name="retry", policy=can_keep_channels),
    act("log/<int:delivery_id>/stop/", channels.stop, name="stop", policy=can_keep_channels),
]
