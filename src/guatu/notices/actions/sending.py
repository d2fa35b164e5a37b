"""Putting a delivery on the wire, in the form that its channel takes."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guatu.core.robots import Answer, Form, Message, Outcome, Target, call_of
from guatu.interchange.mailing import Mail
from guatu.interchange.mailing import send as send_mail
from guatu.interchange.posting import post
from guatu.notices.models import Channel, Delivery, Preference
from guatu.notices.outside import has_mail, limits, mail_server, page_address


def send(row: Delivery) -> Answer:
    """Send it, outside of any transaction, and return what became of it."""
    with translation.override(settings.LANGUAGE_CODE):
        message = message_of(row)
    channel = row.channel
    if channel.form == Channel.Form.MAIL:
        return mailed(row, message)
    target = Target(form=Form(channel.form), url=channel.address, secret=channel.secret)
    call = call_of(target, message, seconds=int(timezone.now().timestamp()))
    return post(call, target.form, limits())


def message_of(row: Delivery) -> Message:
    """Return what is said; simulated data say so wherever they go."""
    notice = row.notice
    is_simulated = notice is not None and bool(notice.campaign and notice.campaign.is_simulated)
    subject = f"【{_('Simulated data')}】{row.subject}" if is_simulated else row.subject
    return Message(
        key=f"{row.pk}.{row.fingerprint[:16]}",
        subject=subject,
        text=row.text or (notice.text if notice is not None else ""),
        address=page_address(notice.address if notice is not None else "/notices/"),
        keyword=row.channel.keyword,
        is_simulated=is_simulated,
    )


def mailed(row: Delivery, message: Message) -> Answer:
    """Send it to the address that the person gave, if it is still there."""
    preference = Preference.objects.filter(Q(person_id=row.person_id)).first()
    if not has_mail() or preference is None or not preference.mail_address:
        return Answer(outcome=Outcome.REFUSED, said="no address")
    mail = Mail(
        key=f"guatu.{message.key}",
        to=preference.mail_address,
        subject=message.subject,
        text="\n\n".join(part for part in (message.text, message.address) if part),
        written_at=timezone.localtime(),
    )
    return send_mail(mail, mail_server())
