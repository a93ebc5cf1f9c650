"""Words the Hai Phong sample is made of: invented names, titles by kind of unit, invented units.

Nothing here names a real person. Units named here are invented as well, except where the plan itself names them.
"""

# Family names with rough weights: about every third Vietnamese is a Nguyễn, and a search must cope with that.
FAMILIES = {
    "Nguyễn": 34, "Trần": 12, "Lê": 9, "Phạm": 9, "Vũ": 7, "Hoàng": 6, "Bùi": 5, "Đặng": 4, "Đỗ": 4, "Đoàn": 3,
    "Ngô": 3, "Dương": 2, "Đào": 2, "Lương": 2, "Mai": 1, "Tạ": 1, "Khúc": 1, "Quách": 1, "Nghiêm": 1, "Doãn": 1,
}  # fmt: skip
MIDDLES = {
    "Ông": ["Văn", "Đức", "Quang", "Minh", "Hữu", "Xuân", "Thế", "Mạnh", "Tiến", "Trọng", "Đình", "Gia", "Bảo"],
    "Bà": ["Thị", "Thị Thu", "Thị Minh", "Ngọc", "Thanh", "Thùy", "Phương", "Khánh", "Diệu", "Thị Hồng", "Hải"],
}
GIVENS = {
    "Ông": [
        "An", "Bách", "Bình", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Điền", "Đông", "Giang", "Hải", "Hiếu", "Hòa",
        "Hoàng", "Hưng", "Huy", "Khải", "Khoa", "Kiên", "Lâm", "Long", "Lộc", "Nam", "Nghĩa", "Phong", "Phú", "Phúc",
        "Quân", "Quý", "Sơn", "Tài", "Thành", "Thắng", "Thịnh", "Toàn", "Trung", "Tuấn", "Tùng", "Vinh", "Vượng",
    ],
    "Bà": [
        "Anh", "Ánh", "Bích", "Chi", "Dung", "Duyên", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Hồng", "Huệ",
        "Hương", "Huyền", "Lan", "Liên", "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nhung", "Oanh", "Quyên", "Tâm",
        "Thảo", "Thoa", "Thủy", "Thư", "Trang", "Tú", "Tuyết", "Uyên", "Vân", "Vi", "Xuyến", "Yến",
    ],
}  # fmt: skip
# (middle, given) pairs that well-known office holders bear are never drawn, whatever the family name.
TAKEN_PAIRS = {
    ("Xuân", "Phúc"), ("Xuân", "Sơn"), ("Xuân", "Cường"), ("Xuân", "Thắng"), ("Văn", "Hùng"), ("Văn", "Tùng"), ("Văn", "Thắng"),
    ("Văn", "Chiến"), ("Văn", "Giang"), ("Văn", "Bình"), ("Văn", "Quý"), ("Văn", "Thành"), ("Văn", "Toàn"), ("Văn", "Long"),
    ("Văn", "Sơn"), ("Văn", "Thịnh"), ("Văn", "Tuấn"), ("Văn", "Dũng"), ("Đức", "Hải"), ("Đức", "Thắng"), ("Đức", "Duy"),
    ("Đức", "Trung"), ("Đức", "Tuấn"), ("Đức", "Long"), ("Minh", "Cường"), ("Minh", "Hưng"), ("Minh", "Sơn"), ("Minh", "Tuấn"),
    ("Minh", "Khải"), ("Minh", "Huy"), ("Mạnh", "Hùng"), ("Mạnh", "Cường"), ("Trọng", "Nghĩa"), ("Hữu", "Tuấn"),
    ("Hữu", "Nghĩa"), ("Hữu", "Toàn"), ("Quang", "Hải"), ("Quang", "Huy"), ("Quang", "Dũng"), ("Quang", "Phong"),
    ("Quang", "Tuấn"), ("Tiến", "Dũng"), ("Tiến", "Thành"), ("Đình", "Trung"), ("Thế", "Duy"), ("Thế", "Tùng"),
    ("Ngọc", "Dung"), ("Hải", "Yến"), ("Hải", "Anh"), ("Thị", "Thanh"), ("Thị", "Hà"), ("Thị Hồng", "Hạnh"), ("Thị Minh", "Huyền"),
    ("Thanh", "Trà"), ("Thanh", "Hải"), ("Thị Thu", "Hà"), ("Thị", "Lan"), ("Thị", "Nga"), ("Thị", "Thủy"),
}  # fmt: skip
# Leading posts get four-word names: a chance meeting with a real office holder is then most unlikely.
_FIRST = {
    "Ông": ["Vĩnh", "Nhật", "Khánh", "Kỳ", "Thái", "Duy", "Gia", "Cát"],
    "Bà": ["Diệp", "Nhã", "An", "Tường", "Uyển", "Mộc"],
}
_SECOND = {
    "Ông": ["Bảo", "Thiên", "Đăng", "Nguyên", "Hoài", "Bách", "Uy"],
    "Bà": ["Thảo", "Hạ", "Lam", "Khanh", "Vi", "Trúc"],
}
RARE_MIDDLES = {who: [f"{one} {two}" for one in _FIRST[who] for two in _SECOND[who]] for who in ("Ông", "Bà")}

# Titles by kind of unit, highest first: (title, rank). Rank sorts inside a block, small stands first.
TITLES: dict[str, list[tuple[str, int]]] = {
    "centre": [("Phó Cục trưởng", 20), ("Trưởng phòng Quản lý hoạt động thương mại điện tử", 40), ("Chuyên viên", 80)],
    "host": [("Giám đốc", 10), ("Phó Giám đốc", 20), ("Phó Giám đốc", 21), ("Chánh Văn phòng", 40)],
    "front": [("Phó Chủ tịch", 20), ("Trưởng ban Phong trào", 40)],
    "department": [("Phó Giám đốc", 20), ("Trưởng phòng", 40), ("Phó Trưởng phòng", 50), ("Chuyên viên", 80)],
    "board": [("Phó Trưởng ban", 20), ("Trưởng phòng Quản lý đầu tư", 40), ("Chuyên viên", 80)],
    "tax": [("Phó Trưởng Thuế thành phố", 20), ("Trưởng phòng", 40), ("Công chức Thuế", 80)],
    "union": [("Phó Chủ tịch", 20), ("Trưởng ban Kinh tế", 40), ("Chuyên viên", 80)],
    "youth": [("Phó Bí thư", 20), ("Trưởng ban Phong trào", 40), ("Cán bộ Thành đoàn", 80)],
    "commune": [
        ("Phó Chủ tịch UBND", 20), ("Trưởng phòng Kinh tế", 40), ("Phó Chánh Văn phòng HĐND và UBND", 50),
        ("Chuyên viên phòng Kinh tế", 80), ("Cán bộ phụ trách thương mại", 85),
    ],
    "commune_chair": [
        ("Chủ tịch UBND", 15), ("Trưởng phòng Kinh tế", 40), ("Chuyên viên phòng Kinh tế", 80),
        ("Cán bộ phụ trách thương mại", 85), ("Phó Chủ tịch Hội Nông dân", 60),
    ],
    "association": [("Chủ tịch", 10), ("Phó Chủ tịch", 20), ("Tổng Thư ký", 30), ("Ủy viên Ban Chấp hành", 60)],
    "solution": [("Giám đốc khu vực", 20), ("Trưởng nhóm giải pháp", 40), ("Chuyên gia đào tạo", 60), ("Kỹ sư", 80)],
    "company": [
        ("Giám đốc", 10), ("Phó Giám đốc", 20), ("Trưởng phòng Kinh doanh", 40), ("Phụ trách kênh trực tuyến", 60),
        ("Nhân viên bán hàng trực tuyến", 80),
    ],
    "cooperative": [("Giám đốc Hợp tác xã", 10), ("Phó Giám đốc Hợp tác xã", 20), ("Thành viên", 60)],
    "household": [("Chủ hộ kinh doanh", 10), ("Người bán hàng", 60)],
    "workshop": [("Chủ cơ sở", 10), ("Quản lý sản xuất", 40)],
    "internal": [("Trưởng phòng", 40), ("Phó Trưởng phòng", 50), ("Chuyên viên", 80), ("Chuyên viên", 81)],
    "press": [("Phó Tổng Biên tập", 20), ("Phóng viên", 60), ("Quay phim", 70), ("Kỹ thuật viên", 80)],
    "venue": [("Giám đốc Trung tâm thương mại", 20), ("Trưởng bộ phận Sự kiện", 40), ("Giám sát an ninh", 60)],
}  # fmt: skip

# Units that fill the open groups of the plan: (titles, least people, most people, names).
OPEN_GROUPS: dict[str, tuple[str, int, int, list[str]]] = {
    "DV17": ("association", 3, 5, [
        "Hiệp hội Doanh nghiệp nhỏ và vừa Cửa Biển", "Hội Doanh nhân trẻ Cửa Biển", "Hội Nữ doanh nhân Hoa Phượng",
        "Hiệp hội Nước mắm Duyên Hải", "Hội Nghề bánh truyền thống Thành Đông", "Hiệp hội Logistics Bến Sóng",
        "Hội Gốm sứ Sông Thái", "Hiệp hội Thủy sản Đảo Ngọc", "Hội Làng nghề Đất Cảng", "Hội Siêu thị Hoa Phượng",
        "Hiệp hội Vận tải hàng hóa Bến Sóng", "Hội Du lịch Vịnh Xanh",
    ]),
    "DV18": ("solution", 3, 4, [
        "Công ty cổ phần Chợ Số Hoa Phượng", "Công ty TNHH Thanh toán Ví Sóng", "Công ty cổ phần Hóa đơn số Ánh Dương",
        "Công ty TNHH Giao hàng Cánh Én", "Công ty cổ phần Livestream Bến Cảng", "Công ty TNHH Truy xuất Lá Xanh",
        "Công ty cổ phần Dữ liệu Hải Đăng", "Công ty TNHH Kho vận Thuyền Giấy", "Trung tâm Đào tạo bán hàng số Mầm",
        "Công ty cổ phần Chữ ký số Bút Tre",
    ]),
    "DV19": ("company", 3, 5, [
        "Công ty cổ phần Thực phẩm Sóng Bạc", "Công ty TNHH Nước mắm Cồn Cát", "Công ty cổ phần Bánh đậu Sao Vàng Xứ Đông",
        "Công ty TNHH Trà sen Hồ Gươm Nhỏ", "Công ty cổ phần Giày da Bước Biển", "Công ty TNHH May mặc Chỉ Hồng",
        "Công ty cổ phần Đồ gỗ Lim Già", "Công ty TNHH Gốm men Sông Thái", "Công ty cổ phần Thủy sản Vây Bạc",
        "Công ty TNHH Rau sạch Đồng Bãi", "Công ty cổ phần Vải thiều Mùa Đỏ", "Công ty TNHH Cà phê Bến Gió",
        "Công ty cổ phần Dược liệu Lá Ngải", "Công ty TNHH Mỹ phẩm Hương Bưởi", "Công ty cổ phần Cơ khí Then Máy",
        "Công ty TNHH Điện tử Đom Đóm", "Công ty cổ phần Nội thất Mái Ngói", "Công ty TNHH Đồ chơi Chong Chóng",
        "Công ty cổ phần Bún khô Sợi Trắng", "Công ty TNHH Chả mực Vịnh Xanh", "Công ty cổ phần Bia thủ công Cột Đèn",
        "Công ty TNHH Quà tặng Phượng Đỏ", "Công ty cổ phần Siêu thị Chợ Quê", "Công ty TNHH Sữa hạt Sớm Mai",
        "Công ty cổ phần Bao bì Giấy Nâu", "Công ty TNHH Du lịch Buồm Nâu", "Công ty cổ phần Vận tải Mỏ Neo",
        "Công ty TNHH Xe đạp Vành Xe", "Công ty cổ phần Phân bón Đất Ấm", "Công ty TNHH Thiết bị bếp Lửa Hồng",
        "Công ty cổ phần Nhựa Hạt Mưa", "Công ty TNHH Dệt chiếu Cói Xanh", "Công ty cổ phần In ấn Trang Mới",
        "Công ty TNHH Mật ong Rừng Sú",
    ]),
    "DV20": ("cooperative", 3, 3, [
        "Hợp tác xã Nông nghiệp Đồng Sớm", "Hợp tác xã Nuôi trồng Bãi Triều", "Hợp tác xã Rươi Ruộng Nước Lợ",
        "Hợp tác xã Cà rốt Đất Phù Sa", "Hợp tác xã Na dai Sườn Đồi", "Hợp tác xã Ổi Vườn Xưa",
        "Hợp tác xã Hoa Ngõ Đá", "Hợp tác xã Chè Vối Lá To", "Hợp tác xã Cốm Lúa Non", "Hợp tác xã Mắm Chum Sành",
        "Hợp tác xã Thêu Chỉ Năm Màu", "Hợp tác xã Mây tre Lạt Mềm", "Hợp tác xã Gà đồi Lá Khô",
        "Hợp tác xã Bưởi Cổng Làng", "Hợp tác xã Rau Bờ Đê",
    ]),
    "DV21": ("household", 1, 2, [
        "Hộ kinh doanh Bánh gai Cô Út", "Hộ kinh doanh Bánh đa Bà Nhớn", "Hộ kinh doanh Mắm tép Chú Sáu",
        "Hộ kinh doanh Trà hoa Sân Nhà", "Hộ kinh doanh Nem chua Ngõ Nhỏ", "Hộ kinh doanh Giò chả Bếp Than",
        "Hộ kinh doanh Cá thu một nắng Cửa Lạch", "Hộ kinh doanh Miến dong Sân Phơi", "Hộ kinh doanh Kẹo lạc Giòn",
        "Hộ kinh doanh Tương nếp Chum Nâu", "Hộ kinh doanh Nón lá Cầu Ao", "Hộ kinh doanh Đèn lồng Phố Cũ",
        "Hộ kinh doanh Sứa đỏ Bến Đò", "Hộ kinh doanh Dừa nước Bờ Kênh", "Hộ kinh doanh Muối Trắng Cồn",
    ]),
    "DV22": ("workshop", 1, 2, [
        "Cơ sở sản xuất Bún Gạo Mới", "Cơ sở sản xuất Đậu phụ Sương Sớm", "Cơ sở mộc Bào Thơm",
        "Cơ sở đúc đồng Chuông Làng", "Cơ sở tạc tượng Nét Cổ", "Cơ sở dệt Khung Cửi", "Cơ sở rượu nếp Men Lá",
        "Cơ sở sản xuất Bánh cuốn Tráng Tay", "Cơ sở gốm Bàn Xoay", "Cơ sở làm hương Tăm Trúc",
    ]),
    "DV23": ("internal", 3, 4, [
        "Phòng Quản lý Thương mại", "Văn phòng Sở", "Phòng Kế hoạch - Tài chính", "Phòng Quản lý Công nghiệp",
        "Phòng Quản lý Năng lượng", "Phòng Kỹ thuật an toàn", "Trung tâm Xúc tiến thương mại", "Trung tâm Khuyến công",
    ]),
    "DV26": ("press", 2, 4, [
        "Báo Sóng Duyên Hải", "Tạp chí Bến Cảng", "Truyền hình Hoa Phượng", "Trang tin Phố Cảng", "Báo Làng Nghề Mới",
        "Tạp chí Mua Sắm Số", "Phát thanh Cửa Biển", "Báo ảnh Vịnh Xanh", "Trang tin Xứ Đông",
    ]),
}  # fmt: skip
# What the plan itself names but nobody here made up.
REAL_UNITS = {"Phòng Quản lý Thương mại"}

# Titles and headcount of the delegations that are one unit in the plan.
SINGLES: dict[str, tuple[str, int]] = {
    "DV01": ("host", 4), "DV02": ("centre", 3), "DV03": ("front", 2), "DV04": ("department", 4),
    "DV05": ("department", 4), "DV06": ("department", 4), "DV07": ("department", 4), "DV08": ("department", 4),
    "DV09": ("department", 3), "DV10": ("board", 3), "DV11": ("tax", 3), "DV12": ("union", 3), "DV13": ("union", 3),
    "DV14": ("youth", 3), "DV15": ("association", 3), "DV24": ("press", 6), "DV25": ("press", 3), "DV27": ("venue", 4),
}  # fmt: skip

# (name of the invented member of reception who accompanies a VIP, radio channel)
HOSTS = [
    ("Thu Hà", 3), ("Minh Quân", 3), ("Ngọc Diệp", 4), ("Bảo Châu", 4), ("Đức Thịnh", 5), ("Hải Yến", 5),
]  # fmt: skip
NOTES = [
    "Đi xe lăn, dẫn theo thang máy sảnh Bắc", "Ăn chay", "Đi cùng một phiên dịch", "Xin về trước 20 giờ",
    "Mới mổ mắt, mời ngồi gần lối đi", "Gửi kèm tài liệu cho ban tổ chức, nhận tại quầy",
]  # fmt: skip
