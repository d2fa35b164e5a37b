"""A week's list on paper: it begins on the first sheet, landscape, without the frame."""

from __future__ import annotations

import pypdfium2 as pdfium
from browser import SignIn
from django.utils import timezone
from playwright.sync_api import Page
from scenes import make_scene
from worlds import World

from guatu.worklists.actions.lines import NewLine, add_line
from guatu.worklists.queries.lines import week_of


def test_a_week_is_printed_on_one_landscape_sheet(
    page: Page, world: World, sign_in: SignIn
) -> None:
    scene = make_scene(world)
    today = timezone.localdate()
    line = NewLine(day=today, content="走访企业", campaign_id=scene.campaign.pk)
    add_line(world.actor("office"), world.posts["leader"], line)
    sign_in(page, world, "office")
    page.goto(f"/worklists/weeks/{world.posts['leader'].pk}/{week_of(today).isoformat()}/")

    printed = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))

    assert len(printed) == 1
    width, height = printed[0].get_size()
    assert width > height
    assert "走访企业" in printed[0].get_textpage().get_text_range()
