"""Three spreadsheets as they really come: nothing in them is made to be read by a program."""

from __future__ import annotations

from tests.guestlist.sheets import excel_of, nfd, tcvn3, vni

CAM_GIANG, CAM_GIANG_HUYEN = "Ủy ban nhân dân Xã Cẩm Giang", "Ủy ban nhân dân Xã Cẩm Giàng"
HONG_BANG, TAI_CHINH = "Ủy ban nhân dân Phường Hồng Bàng", "Sở Tài chính"


def one_for_all() -> bytes:
    """All units in one table: letter head, two-line header with merged titles, numbering row, units in a column with
    every spelling, doubles, a formula, a unit that nobody knows, one that may be two, sums and a signature."""
    rows: list[list[object]] = [
        ["ỦY BAN NHÂN DÂN THÀNH PHỐ", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH ĐẠI BIỂU THAM DỰ LỄ PHÁT ĐỘNG"],
        [],
        ["STT", "Họ  và\ntên", None, "Chức vụ", "Đơn vị công tác", "Liên hệ", None, "Ghi chú"],
        [None, None, None, None, None, "Điện thoại", "Thư điện tử", None],
        ["(1)", "(2)", None, "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "Ông  NGUYỄN VĂN", "AN", "Chủ  tịch", "UBND xã Cẩm Giang", "0912.345.678", "AN@example.vn", None],
        [2, nfd("Nguyễn Văn"), nfd("An"), nfd("Chủ tịch"), nfd("Xã Cẩm Giàng"), 987654321, None, None],
        [3, "Đ/c Trần Thị", "Bình", "Phó Chủ tịch", "UBND P. Hồng Bàng", "0912 000 111 / 0987 000 222", None, None],
        [4, "Lê Minh", "Châu", "Phó Giám đốc", "SỞ TÀI CHÍNH", "84905111222", "chau@example.vn", "Trưởng đoàn"],
        [5, "Lê Minh", "Châu", "Phó Giám đốc", "SỞ TÀI CHÍNH", "84905111222", "chau@example.vn", "Trưởng đoàn"],
        [6, "Lê Minh", "Châu", "Chuyên viên", "Sở Tài chính", "0905 333 444", None, None],
        [7, "Phạm Hải", "Dương", "Chủ tịch", "UBND xã Cam Giang", "0903111222", None, None],
        [8, "Vũ Khánh", "Giang", "Giám đốc", "Sở Tài chánh", None, None, None],
        [9, "Hoàng Thu", "Hà", "=UPPER(\"phó\")", "Sở Tài chính", None, None, None],
        [10, "Bùi Quang", "Huy", "Trưởng phòng", "Công ty Chưa Ai Mời", "12345", "khong-phai-email", None],
        [11, None, None, "Chuyên viên", "Sở Tài chính", "0903111333", None, None],
        ["Tổng cộng: 11 đại biểu"],
        [None, None, None, None, "Hải Phòng, ngày 05 tháng 11 năm 2025"],
        [None, None, None, None, "NGƯỜI LẬP BIỂU"],
    ]  # fmt: skip
    merged = ["A4:A5", "B4:C5", "D4:D5", "E4:E5", "F4:G4", "H4:H5", "A18:H18", "B6:C6"]
    return excel_of({"Sheet1": rows}, {"Sheet1": merged})


def by_headings() -> bytes:
    """Units as headings inside the table, old letters, marks under Ông and Bà, a sheet that holds no list."""
    rows: list[list[object]] = [
        [tcvn3("danh sách"), None, None, None, None, None],
        ["TT", tcvn3("Họ và tên"), "Ông", "Bà", tcvn3("Chức danh"), "SĐT"],
        ["I", "KHỐI SỞ, NGÀNH", None, None, None, None],
        ["1", "Sở Tài chính", None, None, None, None],
        [1, tcvn3("Đặng Thị Hường"), None, "x", tcvn3("Trưởng phòng"), "0912 111 222"],
        ["2", tcvn3("Phường Hồng Bàng"), None, None, None, None],
        [1, tcvn3("Ngô Đức Thắng"), "x", None, tcvn3("Phó Chủ tịch"), "912333444"],
    ]
    old = [
        ["STT", "Họ tên", "Chức vụ", "Cơ quan"],
        [1, vni("Trần Thị Hương"), vni("Chuyên viên"), vni("Sở Tài chính")],
        [2, vni("Lê Đức Thịnh"), vni("Phó phòng"), vni("Sở Tài chính")],
    ]
    return excel_of(
        {"Khối TCVN3": rows, "Font VNI": old, "Kinh phí": [["Khoản", "Số tiền"], ["In ấn", 1200000]]},
        {"Khối TCVN3": ["A1:F1", "B3:F3"]},
    )


def a_sheet_for_each() -> bytes:
    """One sheet for each unit: named in the sheet's name or in a line above the table; family and given names apart."""
    first = [
        ["Đơn vị: UBND xã Cẩm Giàng", None, None],
        ["STT", "Họ và tên đệm", "Tên", "Chức vụ", "Di động (Zalo)", "Tham dự"],
        [1, "NGUYỄN THỊ", "LAN", "CHỦ TỊCH", "+84 912 555 666", "x"],
        [2, "phạm văn", "minh", "Văn phòng", "0912555777", "không"],
        [3, "Đỗ Thị", "Nga", "Văn thư", "0912555888", "chắc là có"],
    ]
    second = [
        ["STT", "Họ và tên", "Chức vụ", "Phòng, ban", "VIP"],
        [1, "Bà Trịnh Thu Phương", "Giám đốc", "Ban Giám đốc", "x"],
        [2, "Mai Anh Quân", "Chuyên viên", "Văn phòng", None],
    ]
    return excel_of({"Danh sach": first, "Sở Tài chính": second, "Sheet3": [[]]})
