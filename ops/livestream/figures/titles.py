"""Titles of columns in platform exports, without accents: a field and the names it goes by, Vietnamese and English.

Lists of words only; how they are compared stands in figures_headers.
"""

from __future__ import annotations

TITLES: dict[str, str] = {
    "live_id": (
        "live id|room id|livestream id|live room id|session id|video id|stream id|broadcast id|id phien|"
        "ma phien|ma phien live|id phong live|id phien live|ma livestream|id livestream|ma video|"
        "id video"
    ),
    "title": (
        "title|live title|live name|livestream name|livestream title|live|livestream|session name|"
        "video title|stream title|ten phien|ten phien live|ten live|ten livestream|tieu de|tieu de live|"
        "phien live|phien livestream|tieu de video|ten video"
    ),
    "starts": (
        "start time|start date|live start time|launched time|live launched time|started|start|date|"
        "live time|live date|broadcast time|published|publish time|video publish time|date published|"
        "thoi gian bat dau|gio bat dau|bat dau|thoi diem bat dau|ngay bat dau|thoi gian phat|"
        "thoi gian live|thoi gian phat song|gio len song|ngay|ngay live|thoi gian dang|"
        "thoi gian phat hanh video"
    ),
    "ends": "end time|live end time|ended|thoi gian ket thuc|gio ket thuc|ket thuc|gio xuong song",
    "channel": (
        "account|account name|creator|creator name|creator username|shop|shop name|channel|channel name|"
        "page|page name|username|anchor|tai khoan|ten tai khoan|nha sang tao|ten nha sang tao|cua hang|"
        "ten cua hang|ten shop|kenh|ten kenh|trang|ten trang"
    ),
    "host": "host|streamer|host name|nguoi livestream|nguoi live|nguoi dan",
    "live_s": (
        "duration|live duration|length|total duration|stream duration|thoi luong|thoi luong live|"
        "thoi luong phien|tong thoi luong|thoi gian live stream|thoi luong phat truc tiep|video length"
    ),
    "gmv": (
        "gmv|revenue|gross revenue|sales|sales amount|confirmed sales|total sales|direct gmv|gross sales|"
        "live gmv|doanh so|doanh so gmv|tong doanh so|doanh so truc tiep|gmv truc tiep|"
        "doanh so da xac nhan|doanh thu|tong doanh thu|doanh so tam tinh|doanh so ban hang"
    ),
    "gmv_attributed": (
        "attributed gmv|estimated gmv|gmv attributed|affiliate gmv|indirect gmv|doanh so quy doi|"
        "doanh so lien ket|gmv uoc tinh|doanh so uoc tinh|gmv phan bo"
    ),
    "net": "net sales|net revenue|doanh thu thuan|doanh so thuan",
    "orders": (
        "orders|sku orders|confirmed orders|order count|total orders|created orders|number of orders|"
        "don hang|so don hang|so don|don da xac nhan|tong don hang|don hang sku|so luong don hang|don"
    ),
    "items": (
        "items sold|units sold|products sold|product sold|quantity sold|san pham da ban|so san pham ban|"
        "so san pham da ban|san pham ban ra|so luong ban|mat hang da ban"
    ),
    "refunds": (
        "refunds|refund amount|refunded|cancelled and refunded|gmv refund|hoan tien|so tien hoan|"
        "tien hoan|doanh so hoan"
    ),
    "buyers": "buyers|customers|unique buyers|nguoi mua|so nguoi mua|khach mua|khach hang|khach mua hang",
    "views": (
        "views|live views|total views|view count|pv|plays|video views|3-second video views|luot xem|"
        "tong luot xem|so luot xem|luot xem live"
    ),
    "viewers": (
        "viewers|total viewers|total viewer|unique viewers|uv|reach|people reached|nguoi xem|"
        "tong nguoi xem|so nguoi xem|nguoi xem duy nhat|so nguoi tiep can"
    ),
    "peak": (
        "pcu|peak viewers|peak concurrent viewers|peak concurrent users|max concurrent viewers|"
        "peak live viewers|max viewers|highest viewers|nguoi xem cao nhat|mat xem cao nhat|"
        "nguoi xem dong thoi cao nhat|nguoi xem cung luc cao nhat|luot xem dong thoi cao nhat|"
        "pcu cao nhat|so nguoi xem dong thoi cao nhat"
    ),
    "average": (
        "acu|average concurrent viewers|avg concurrent viewers|average viewers|nguoi xem trung binh|"
        "nguoi xem dong thoi trung binh|so nguoi xem dong thoi trung binh"
    ),
    "watch_s": (
        "watch time|total watch time|minutes viewed|watch time (hours)|tong thoi gian xem|thoi gian xem|"
        "thoi gian xem (gio)|tong thoi luong xem|so phut xem"
    ),
    "watch_avg_s": (
        "average watch time|avg. viewing duration|avg viewing duration|average viewing duration|"
        "avg duration|average view duration|average minutes viewed|thoi luong xem trung binh|"
        "thoi gian xem trung binh|thoi luong xem tb|thoi gian xem tb"
    ),
    "engaged": "engaged viewer|engaged viewers|nguoi xem tuong tac|nguoi xem tich cuc",
    "likes": "likes|like|reactions|luot thich|thich|so luot thich|luot tha tim|cam xuc",
    "comments": "comments|comment|chat messages|binh luan|luot binh luan|so binh luan",
    "shares": "shares|share|luot chia se|chia se|so luot chia se",
    "follows": (
        "new followers|followers gained|follows|live follows|new subscribers|subscribers gained|"
        "subscribers|nguoi theo doi moi|luot theo doi moi|theo doi moi|so nguoi dang ky|"
        "nguoi dang ky moi|nguoi dang ky"
    ),
    "impressions": (
        "impressions|live impressions|product impressions|luot hien thi|so luot hien thi|hien thi|luot tiep can"
    ),
    "clicks": (
        "product clicks|clicks|product click|luot nhap san pham|luot nhap vao san pham|nhap san pham|"
        "luot bam san pham|luot nhap|luot click san pham"
    ),
    "carts": (
        "atc|add to cart|add to carts|added to cart|them vao gio|them vao gio hang|luot them vao gio|"
        "luot them vao gio hang"
    ),
    "ads": "ad spend|ads cost|cost|chi phi quang cao|chi phi qc",
    "vouchers": "voucher cost|vouchers|vouchers used|chi phi voucher|voucher",
}
LEFT = (
    "abs|aov|avg basket size|click to order rate|comments rate|ctor|ctr|engagement rate|"
    "gia tri don hang trung binh|gia tri don trung binh|gpm|live ctr|ty le chuyen doi|ty le nhap|"
    "ty le nhap chuot|ty le tuong tac"
)
"""Rates and averages: worked out here from counts, never taken over."""
