"""Invented people, firms and numbers. Phones begin with 199 0000 and nobody's identity number begins with 99."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢"
    "蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹陶"
)
GIVEN = (
    "伟", "芳", "娜", "敏", "静", "强", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛", "超", "霞", "平", "刚", "桂英", "秀兰",
    "建华", "志强", "海燕", "晓明", "丽华", "国栋", "雪梅", "建平", "文博", "思远", "雨桐", "子涵", "梓轩", "佳怡", "俊熙", "欣然",
    "明哲", "若曦", "浩然", "诗涵", "宇航", "静怡", "天佑", "美玲", "春燕", "红梅", "志远", "慧敏", "嘉豪", "晓东", "立新", "瑞雪",
)  # fmt: skip
BRANDS = (
    "安屋", "乐巢", "家和", "金桥", "汇邻", "万户", "悦居", "诚达", "鼎铭", "天合", "优筑", "品宅", "云栖",
    "中拓", "联城", "瑞家", "居通", "智邻", "禾木", "百合", "立方", "启程", "新月", "江南", "同德", "博雅",
    "聚源", "华庭", "青禾", "远见", "佳邻", "四季", "高升", "星河", "宏图", "锦绣", "润泽", "双塔", "和众",
)  # fmt: skip
FIRMS = (
    "杭州云栖谷科技有限公司",
    "宁波海蓝贸易有限公司",
    "嘉兴南木家具有限公司",
    "杭州启帆软件股份有限公司",
    "宁波甬成建材有限责任公司",
    "杭州禾润食品有限公司",
)
LEARNED_FROM = ("渠道推荐", "朋友介绍", "路过", "户外广告", "短视频")
CITIES = ("上海", "苏州", "绍兴", "金华")
NOBODYS_REGION = "990000"
CHECK_LETTERS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person who may buy a flat."""

    name: str
    phone: str
    identity_no: str
    company: str = ""


class Population:
    """Hands out people: every phone once, so that four digits name one customer. Some numbers are kept for those whom the tour names."""

    def __init__(self, rng: Random, kept: frozenset[str]) -> None:
        self.rng = rng
        tails = [f"{number:04}" for number in range(1000, 10000) if f"{number:04}" not in kept]
        rng.shuffle(tails)
        self.tails = iter(tails)

    def next(self) -> Somebody:
        """Somebody new."""
        return self.named(self.name(), next(self.tails))

    def named(self, name: str, tail: str) -> Somebody:
        """Somebody of that name whose phone ends in these four digits."""
        born = date(1962, 1, 1) + timedelta(days=self.rng.randrange(14000))
        stem = f"{NOBODYS_REGION}{born:%Y%m%d}{self.rng.randrange(1000):03}"
        check = CHECK_LETTERS[sum(int(digit) << (17 - place) for place, digit in enumerate(stem)) % 11]
        return Somebody(name, f"1990000{tail}", stem + check)

    def name(self) -> str:
        """A name."""
        return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)


def slipped(phone: str) -> str:
    """A slip of the finger in the sixth and seventh digits, where no number of ours lies."""
    return phone[:5] + "77" + phone[7:]


def hidden(phone: str) -> str:
    """138****5678."""
    return f"{phone[:3]}****{phone[7:]}"
