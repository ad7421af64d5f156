"""One dated version of one regulation: the header, its clauses, and the sections of terms that it has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from qudao.policies.topics import Topic
from qudao.rules.appraisal import AppraisalTerms
from qudao.rules.attainment import AttainmentTerms
from qudao.rules.attribution import AttributionTerms
from qudao.rules.authority import AuthorityTerms
from qudao.rules.callback import CallbackTerms
from qudao.rules.career import CareerTerms
from qudao.rules.certification import CertificationTerms
from qudao.rules.channel_share import ChannelShareTerms
from qudao.rules.commission import CommissionTerms
from qudao.rules.conflict import DisputeTerms
from qudao.rules.discipline import DisciplineTerms
from qudao.rules.earning import EarningTerms
from qudao.rules.filing import FilingTerms
from qudao.rules.grading import GradingTerms
from qudao.rules.hierarchy import HierarchyTerms
from qudao.rules.incentive import IncentiveTerms
from qudao.rules.membership import MembershipTerms
from qudao.rules.payback import PaybackTerms
from qudao.rules.protection import DistributionTerms, IntercompanyTerms, ProtectionTerms
from qudao.rules.reception import ReceptionTerms
from qudao.rules.staff_commission import StaffCommissionTerms
from qudao.rules.staffing import StaffingTerms
from qudao.rules.supplier import SupplierTerms

Scheme = Literal["distribution", "intercompany"]
SCHEMES: Mapping[str, type] = {"distribution": DistributionTerms, "intercompany": IntercompanyTerms}
"""How customers are reported: the terms of `protection.yaml`."""

SECTIONS: dict[str, type] = {
    "protection": DistributionTerms,
    "attribution": AttributionTerms,
    "disputes": DisputeTerms,
    "commission": CommissionTerms,
    "discipline": DisciplineTerms,
    "callbacks": CallbackTerms,
    "staffing": StaffingTerms,
    "staff_commission": StaffCommissionTerms,
    "channel_share": ChannelShareTerms,
    "attainment": AttainmentTerms,
    "certification": CertificationTerms,
    "career": CareerTerms,
    "grading": GradingTerms,
    "appraisal": AppraisalTerms,
    "incentive": IncentiveTerms,
    "payback": PaybackTerms,
    "filing": FilingTerms,
    "reception": ReceptionTerms,
    "membership": MembershipTerms,
    "hierarchy": HierarchyTerms,
    "earning": EarningTerms,
    "authority": AuthorityTerms,
    "supplier": SupplierTerms,
}
"""The files a pack may have beside policy.yaml and clauses.yaml, and the dataclass of the rule that reads each."""

OF_A_SCHEME = ("protection", "attribution", "disputes", "commission", "discipline")
"""The sections without which customers cannot be reported and deals not be ruled on."""


class NotInPolicyError(LookupError):
    """A section was asked for that the pack does not have."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of the regulation in our own words, and what the product does with it."""

    number: str
    text: Text
    form: Literal["executed", "shown", "out_of_scope"]
    note: Text
    """Where it is executed or shown, or why it is out of scope."""
    topics: tuple[Topic, ...] = ()
    """What the law has something to say of; the law lint reads it."""
    wording: str | None = None
    """The company's own text of the sentence, where it has pasted it."""


@dataclass(frozen=True, slots=True)
class Notices:
    """Whether a party is told when its customer came alone while it is the only party concerned (CU-24)."""

    tell_sole_party: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Amendment:
    """Who may approve a new version, and how many days before it starts those affected are told (CL-03)."""

    approved_by: tuple[str, ...]
    """Roles of the application, such as channel_manager."""
    notice_days: int
    clause: str | None = None
    """None where the regulation does not say: then the approvers are our default."""
    confirm_every_months: int = 0
    """Those addressed confirm that they know the policy, and again after so many months (CO-31); 0: once. The company's number."""


@dataclass(frozen=True, slots=True)
class Also:
    """Another regulation that the pack carries out: clause numbers that begin with `prefix` are its own."""

    prefix: str
    regulation: Text


@dataclass(frozen=True, slots=True)
class Header:
    """policy.yaml: what this pack is."""

    version: str
    title: Text
    regulation: Text
    timezone: str
    starts_on: date
    scheme: Scheme | None = None
    notices: Notices | None = None
    audience: tuple[Literal["partners", "staff", "suppliers", "platform"], ...] = ("partners",)
    contract: Literal["agency", "reseller", "employment", "service"] | None = None
    amendment: Amendment | None = None
    also: tuple[Also, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """One dated version of one regulation, ready to judge. `sections` holds the terms by the name of their file."""

    name: str
    header: Header
    timezone: ZoneInfo
    clauses: Mapping[str, Clause]
    sections: Mapping[str, Any]
    not_set: tuple[str, ...] = ()
    """Places that the files leave empty (`commission.rate`): the regulation asks for a value and gives none."""

    @property
    def version(self) -> str:
        return self.header.version

    @property
    def title(self) -> Text:
        return self.header.title

    @property
    def regulation(self) -> Text:
        return self.header.regulation

    @property
    def scheme(self) -> Scheme | None:
        return self.header.scheme

    @property
    def starts_on(self) -> date:
        return self.header.starts_on

    @property
    def notices(self) -> Notices:
        if self.header.notices is None:
            raise NotInPolicyError(f"{self.name}: notices")
        return self.header.notices

    @property
    def protection(self) -> ProtectionTerms:
        terms: ProtectionTerms = self.section("protection")
        return terms

    @property
    def attribution(self) -> AttributionTerms:
        terms: AttributionTerms = self.section("attribution")
        return terms

    @property
    def disputes(self) -> DisputeTerms:
        terms: DisputeTerms = self.section("disputes")
        return terms

    @property
    def commission(self) -> CommissionTerms:
        terms: CommissionTerms = self.section("commission")
        return terms

    @property
    def discipline(self) -> DisciplineTerms:
        terms: DisciplineTerms = self.section("discipline")
        return terms

    @property
    def callbacks(self) -> CallbackTerms | None:
        terms: CallbackTerms | None = self.sections.get("callbacks")
        return terms

    @property
    def certification(self) -> CertificationTerms:
        terms: CertificationTerms = self.section("certification")
        return terms

    @property
    def career(self) -> CareerTerms:
        terms: CareerTerms = self.section("career")
        return terms

    @property
    def grading(self) -> GradingTerms:
        terms: GradingTerms = self.section("grading")
        return terms

    @property
    def appraisal(self) -> AppraisalTerms:
        terms: AppraisalTerms = self.section("appraisal")
        return terms

    @property
    def incentive(self) -> IncentiveTerms:
        terms: IncentiveTerms = self.section("incentive")
        return terms

    @property
    def staffing(self) -> StaffingTerms:
        terms: StaffingTerms = self.section("staffing")
        return terms

    @property
    def staff_commission(self) -> StaffCommissionTerms:
        terms: StaffCommissionTerms = self.section("staff_commission")
        return terms

    @property
    def channel_share(self) -> ChannelShareTerms:
        terms: ChannelShareTerms = self.section("channel_share")
        return terms

    @property
    def attainment(self) -> AttainmentTerms:
        terms: AttainmentTerms = self.section("attainment")
        return terms

    @property
    def payback(self) -> PaybackTerms:
        terms: PaybackTerms = self.section("payback")
        return terms

    @property
    def filing(self) -> FilingTerms:
        terms: FilingTerms = self.section("filing")
        return terms

    @property
    def reception(self) -> ReceptionTerms:
        terms: ReceptionTerms = self.section("reception")
        return terms

    @property
    def membership(self) -> MembershipTerms:
        terms: MembershipTerms = self.section("membership")
        return terms

    @property
    def hierarchy(self) -> HierarchyTerms:
        terms: HierarchyTerms = self.section("hierarchy")
        return terms

    @property
    def earning(self) -> EarningTerms:
        terms: EarningTerms = self.section("earning")
        return terms

    @property
    def authority(self) -> AuthorityTerms:
        terms: AuthorityTerms = self.section("authority")
        return terms

    @property
    def supplier(self) -> SupplierTerms:
        terms: SupplierTerms = self.section("supplier")
        return terms

    def has(self, section: str) -> bool:
        """Whether the pack has this file of terms."""
        return section in self.sections

    def section(self, name: str) -> Any:
        """The terms of one file; NotInPolicyError when the pack has none."""
        try:
            return self.sections[name]
        except KeyError:
            raise NotInPolicyError(f"{self.name}: {name}") from None

    def with_section(self, name: str, terms: Any) -> "Policy":
        """The same policy with the terms of one file replaced."""
        return replace(self, sections={**self.sections, name: terms})

    def regulation_of(self, clause: str) -> tuple[Text, str]:
        """The regulation that a clause belongs to, and the clause's number in it."""
        for other in self.header.also:
            if clause.startswith(other.prefix):
                return other.regulation, clause.removeprefix(other.prefix)
        return self.regulation, clause

    def cite(self, clause: str, lang: str = "zh") -> str:
        """Regulation and article, as decisions print them: 分销商客户管理制度 2.5."""
        regulation, number = self.regulation_of(clause)
        return f"{regulation.of(lang)} {number}"
