"""The notice on personal data: the words that are proposed, from what is known of the event. Pure."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
# By the day of the event: what applied then is what the notice names.
LAWS = (
    (1767200400000, "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", "Law 91/2025/QH15 on personal data protection"),
    (0, "Nghị định 13/2023/NĐ-CP về bảo vệ dữ liệu cá nhân", "Decree 13/2023/ND-CP on personal data protection"),
)
"""(in force from, ms; Vietnamese; English); the first is in force since 1/1/2026 at midnight in Hà Nội."""


def law_at(at: int) -> tuple[str, str]:
    """The law in force at an instant."""
    return next((vi, en) for since, vi, en in LAWS if at >= since)


def propose(event: Row, policy: Row) -> Row:
    """Who, what, why, how long, rights, where to ask, pictures: in both languages, ready to be read over."""
    controller = policy["controller"] or event["organiser"]
    contact, days = policy["contact"], policy["retention_days"]
    law_vi, law_en = law_at(event["starts_at"])
    return {
        "words_vi": "\n\n".join(filter(None, _vi(event, controller, contact, days, law_vi))),
        "words_en": "\n\n".join(filter(None, _en(event, controller, contact, days, law_en))),
    }


def _vi(event: Row, controller: str, contact: str, days: int, law: str) -> tuple[str, ...]:
    return (
        f"Bên kiểm soát dữ liệu: {controller}.",
        "Dữ liệu được dùng: họ và tên, cách xưng hô, chức vụ, đơn vị, điện thoại và thư điện tử công vụ, câu trả lời "
        "giấy mời, giờ và cổng vào ra. Không thu thập ngày sinh, số định danh, ảnh khuôn mặt.",
        f"Mục đích: mời, đón tiếp, điểm danh, xếp chỗ, giới thiệu đại biểu và báo cáo kết quả của {event['name']}.",
        f"Thời hạn: dữ liệu được xóa sau {days} ngày kể từ khi sự kiện kết thúc; chỉ giữ số liệu không có tên người.",
        "Người xem được: ban tổ chức và người làm lễ tân, mỗi người chỉ phần mình cần. Màn hình chào và MC chỉ dùng "
        "cách xưng hô, họ tên, chức vụ, đơn vị. Dữ liệu không bán, không chuyển ra nước ngoài.",
        f"Quyền của Ông/Bà theo {law}: được biết, xem, sửa, xóa, hạn chế, phản đối, rút lại đồng ý, khiếu nại.",
        f"Liên hệ: {contact}." if contact else "",
        "Chương trình có ghi hình và phát trực tiếp. Ông/Bà không muốn xuất hiện cận cảnh có thể báo lễ tân tại cửa.",
    )


def _en(event: Row, controller: str, contact: str, days: int, law: str) -> tuple[str, ...]:
    return (
        f"Data controller: {controller}.",
        "Data used: full name, form of address, position, organisation, office phone and e-mail, the answer to the "
        "invitation, times and gates of entry and exit. No birth date, no identity number, no face pictures.",
        f"Purpose: inviting, welcoming, registering, seating and introducing the delegates of {event['name']}.",
        f"Kept: the data is deleted {days} days after the end of the event; only figures without names remain.",
        "Seen by: the organisers and the reception staff, each only what they need. The welcome screen and the MC use "
        "form of address, name, position and organisation. The data is not sold and does not leave the country.",
        f"Your rights under {law}: to know, see, correct, delete, restrict, object, withdraw consent and complain.",
        f"Contact: {contact}." if contact else "",
        "The programme is filmed and streamed. If you do not wish to be shown close up, tell the reception.",
    )
