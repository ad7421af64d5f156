"""Is this the same customer? Normal forms of names, phones, identity numbers and companies, and what matches what.

Clauses 2.2, 3.3 and 3.6 of 分销商客户管理制度: one correct strong identifier (phone, identity number, company) is enough; a name alone is not.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

CACHED = 1 << 18

_NOISE = re.compile(r"[\s\W_]+")
_TITLE = re.compile(r"(?<=..)(先生|女士|小姐|太太|夫人)$")
_ADDRESS = re.compile(r"(先生|女士|小姐|太太|夫人|总|老板|经理)$")
_PHONE_NOISE = re.compile(r"[^0-9*+]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[0-9*]{10}$)")
_COUNTRY_LANDLINE = re.compile(r"^(?:\+|00)86(?=[2-9])")
_LEGAL_FORM = re.compile(r"(有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|总公司|分公司|公司|集团|工厂|厂)$")
_REGIONS = (
    "北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾|杭州|宁波|温州|嘉兴|湖州|绍兴|金华|衢州|舟山|台州|丽水|南京|苏州|无锡|常州|南通|扬州|镇江"
    "|徐州|合肥|芜湖|福州|厦门|泉州|南昌|济南|青岛|烟台|郑州|洛阳|武汉|长沙|广州|深圳|珠海|佛山|东莞|惠州|中山|南宁|海口|三亚|成都|绵阳"
    "|贵阳|昆明|西安|兰州|太原|石家庄|沈阳|大连|长春|哈尔滨|呼和浩特|乌鲁木齐"
)
_REGION = re.compile(f"^(?:{_REGIONS})(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)?")
_TRADE_WORDS = re.compile(
    r"(科技|网络|信息|技术|电子|软件|贸易|商贸|实业|投资|控股|发展|建设|建筑|工程|置业|地产|房地产|物业|咨询|管理|文化|传媒|广告|服务|餐饮|食品|服饰"
    r"|机械|物流|国际|中国)+"
)
_DOUBLE_SURNAMES = re.compile("欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|端木|长孙|宇文|南宫")
_MASKS = str.maketrans(dict.fromkeys("xX×✱∗•●·#", "*"))


class Match(IntEnum):
    """How well a record names a person: by an identifier that is right, by the name alone, or not at all."""

    NONE = 0
    NAME_ONLY = 1
    CORRECT = 2


@lru_cache(maxsize=CACHED)
def normal_name(name: str) -> str:
    """A name without width, case, blanks, punctuation and a closing form of address (周敏 女士 is 周敏; 周女士 stays)."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())
    text = _NOISE.sub("", unicodedata.normalize("NFKC", text))
    while (shorter := _TITLE.sub("", text)) != text:
        text = shorter
    return text


def is_surname_only(name: str) -> bool:
    """One character, or a surname with a form of address (周女士, 欧阳先生)."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name))
    bare = _ADDRESS.sub("", text)
    return len(text) == 1 or (bare != text and (len(bare) == 1 or _DOUBLE_SURNAMES.fullmatch(bare) is not None))


@lru_cache(maxsize=CACHED)
def normal_phone(phone: str) -> str:
    """Digits and asterisks only, without the country's code; an empty string when nothing is left."""
    if len(phone) == 11 and phone[0] == "1" and phone.isascii() and phone.isdigit():
        return phone  # already normal, as nearly all are
    text = unicodedata.normalize("NFKC", phone).translate(_MASKS)
    text = "".join(str(unicodedata.digit(letter)) if letter.isdigit() else letter for letter in text)
    text = _PHONE_NOISE.sub("", text)
    text = text[:1] + text[1:].replace("+", "")
    while (shorter := _COUNTRY_LANDLINE.sub("0", _COUNTRY.sub("", text))) != text:
        text = shorter
    return text.replace("+", "")


def is_masked(phone: str) -> bool:
    """Whether a normal phone hides digits."""
    return "*" in phone


@lru_cache(maxsize=CACHED)
def normal_identity(number: str) -> str:
    """Letters and digits only, upper case (…00x is …00X)."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", number)).upper()


@lru_cache(maxsize=CACHED)
def normal_company(company: str) -> str:
    """The characteristic name: without region in front and legal form behind (杭州云岭科技有限公司 is 云岭科技)."""
    full = normal_name(re.sub(r"[（(][^）)]*[）)]", "", company))
    text = full
    while (shorter := _REGION.sub("", _LEGAL_FORM.sub("", text))) != text:
        text = shorter
    return full if len(text) < 2 or _TRADE_WORDS.fullmatch(text) else text


def looks_like_company(name: str) -> bool:
    """Whether a buyer's name is a firm's: a legal form, a trade word or more signs than a person's name has."""
    text = normal_name(name)
    return bool(_LEGAL_FORM.search(text) or _TRADE_WORDS.search(text)) or len(text) > 4


def same_company(one: str, other: str) -> bool:
    """Whether two company names are the same by full or characteristic name; bare trade words (科技) name nobody."""
    first, second = normal_company(one), normal_company(other)
    if not first or not second:
        return False
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return len(short) > 1 and _TRADE_WORDS.fullmatch(short) is None and short in long


def masked_fits(masked: str, full: str) -> bool:
    """Whether the visible digits of a masked phone agree with another phone; at least four must be visible."""
    if not is_masked(masked) or is_masked(full):
        return masked == full
    front, back = masked.split("*", 1)[0], masked.rsplit("*", 1)[1]
    return len(front) + len(back) >= 4 and len(masked) == len(full) and full.startswith(front) and full.endswith(back)


@dataclass(frozen=True, slots=True)
class Person:
    """A person or firm in normal form, as one record names it; blanks are empty strings."""

    name: str
    phone: str
    identity_no: str
    company: str

    @property
    def has_identifier(self) -> bool:
        return bool(self.phone or self.identity_no or self.company)


@lru_cache(maxsize=CACHED)
def person(name: str, phone: str | None, identity_no: str | None, company: str | None = None) -> Person:
    """The normal form of a record's customer."""
    return Person(normal_name(name), normal_phone(phone or ""), normal_identity(identity_no or ""), normal_company(company or ""))


def same_phone(one: Person, other: Person) -> bool:
    """Equal phones; a masked one needs the same name besides."""
    if not one.phone or not other.phone:
        return False
    if not is_masked(one.phone) and not is_masked(other.phone):
        return one.phone == other.phone
    if not one.name or one.name != other.name:
        return False
    return masked_fits(one.phone, other.phone) if is_masked(one.phone) else masked_fits(other.phone, one.phone)


def compare(one: Person, other: Person) -> Match:
    """How well two records name the same customer."""
    if one.identity_no and one.identity_no == other.identity_no:
        return Match.CORRECT
    if same_phone(one, other):
        return Match.CORRECT
    if one.company and other.company and same_company(one.company, other.company):
        return Match.CORRECT
    return Match.NAME_ONLY if one.name and one.name == other.name else Match.NONE
