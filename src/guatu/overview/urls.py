"""The start page, search, the charts and the wall."""

from guatu.overview import chartpaperviews, chartviews, needviews, policies, search, views
from guatu.shell.routes import act, route

app_name = "overview"
urlpatterns = [
    route("", views.room, name="room", policy=policies.can_open_room),
    route("search/", search.page, name="search", policy=policies.can_search),
    route("chart/", chartviews.chart_index, name="chart-index", policy=policies.can_open_chart),
    route("chart/<slug:slug>/", chartviews.chart, name="chart", policy=policies.can_open_chart),
    route(
        "chart/<slug:slug>/chart.svg",
        chartviews.chart_svg,
        name="chart-file",
        policy=policies.can_open_chart,
    ),
    route(
        "chart/<slug:slug>/needs/", needviews.needs, name="needs", policy=policies.can_open_chart
    ),
    route(
        "chart/<slug:slug>/paper/",
        chartpaperviews.paper,
        name="chart-paper",
        policy=policies.can_open_chart,
    ),
    route(
        "chart/<slug:slug>/paper/sheet.svg",
        chartpaperviews.sheet,
        name="chart-sheet",
        policy=policies.can_open_chart,
    ),
    route(
        "chart/<slug:slug>/paper/chart.pdf",
        chartpaperviews.pdf,
        name="chart-pdf",
        policy=policies.can_open_chart,
    ),
    act(
        "chart/<slug:slug>/paper/make",
        chartpaperviews.make,
        name="chart-make",
        policy=policies.can_open_chart,
    ),
    route(
        "chart/made/<slug:token>/",
        chartpaperviews.made,
        name="chart-made",
        policy=policies.can_open_chart,
    ),
    route("wall/", views.wall, name="wall", policy=policies.can_open_room),
]
