"""The form of the kabupaten's settings, as a browser sends it."""


def settings_form(**changed) -> dict:
    margins = {"margin_top": 20, "margin_bottom": 25, "margin_left": 30, "margin_right": 20}
    return {
        "forum_name": "Forum BangKIT",
        "zone": "Asia/Makassar",
        "answer_days": 14,
        "paper_size": "F4",
        **margins,
        **changed,
    }
