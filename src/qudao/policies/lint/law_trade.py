"""Prices, competition, levels and money: legal.md and CO-33, CO-34, CO-35, CO-38, by topic of the clause."""

from collections.abc import Mapping

from qudao.policies.lint.law import Row

PRICES = ("《反垄断法》（2022）第十八条第一款", "Anti-Monopoly Law (2022) Art. 18(1)")
PYRAMID = ("《禁止传销条例》第七条", "Regulation on Prohibiting Pyramid Selling, Art. 7")
RECOMMEND = (
    "改为建议零售价，不附处罚或奖励；由法务写明合同性质（真正的代理还是经销）后放行",
    "make it a recommended price without penalty or reward; legal clears it, naming the contract (true agency or reseller)",
)
OWN_SALES_ONLY = (
    "只按本人向最终客户的销售计酬；确要保留的，由法务书面放行",
    "pay only on one's own sales to final customers; to keep it, legal clears it in writing",
)

TRADE: Mapping[str, Row] = {
    "resale_price_minimum": Row(
        law=(PRICES[0] + "第二项、第五十六条", PRICES[1] + "(2), Art. 56"),
        what=("规定了伙伴转售的最低价格", "sets a minimum price at which partners resell"),
        why=(
            "对独立经销商限定最低转售价属于被禁止的纵向垄断协议，罚款为上一年度销售额的 1 % 至 10 %；真正的代理关系另当别论",
            "towards independent resellers it is a prohibited vertical agreement, fined with 1 to 10 % of last year's sales; true agency differs",
        ),
        do=RECOMMEND,
        asks_contract=True,
    ),
    "resale_price_fixed": Row(
        law=(PRICES[0] + "第一项、第五十六条", PRICES[1] + "(1), Art. 56"),
        what=("固定了伙伴转售的价格", "fixes the price at which partners resell"),
        why=(
            "伙伴买断再卖时，固定转售价属于被禁止的纵向垄断协议，罚款为上一年度销售额的 1 % 至 10 %",
            "where partners buy out and resell, a fixed resale price is a prohibited vertical agreement; the fine is 1 to 10 % of last year's sales",
        ),
        do=RECOMMEND,
        asks_contract=True,
    ),
    "price_control": Row(
        law=PRICES,
        what=("要求管住渠道的价格", "asks for control of the channel's prices"),
        why=(
            "若“管住”意味着约束伙伴的转售价，与固定或限定最低转售价同样对待",
            "if control means binding resale prices, it is treated like a fixed or a minimum resale price",
        ),
        do=("写明只记录价格偏差、不据此处罚；价格只作建议", "say that deviations are recorded and not punished; keep prices recommendations"),
        asks_contract=True,
    ),
    "supply_cut": Row(
        law=(PRICES[0] + "、第二十二条", "Anti-Monopoly Law (2022) Art. 18(1), Art. 22"),
        what=("以减少供货或降低代理费率作为处罚", "reduces supply or the agency rate as a penalty"),
        why=(
            "因业绩而减少是合法的；若与价格有关，就是维持转售价格的证据；有支配地位的供应商还涉及拒绝交易",
            "lawful for weak performance; tied to prices it shows resale price maintenance, and for a dominant supplier a refusal to deal",
        ),
        do=(
            "写明以有记录的业绩为由；原因是价格、或近期有价格案件的，先报法务",
            "name documented performance as the ground; where prices or a recent price case are the reason, ask legal first",
        ),
    ),
    "exclusive_territory": Row(
        law=("《反垄断法》（2022）第十八条、第二十二条", "Anti-Monopoly Law (2022) Art. 18, Art. 22"),
        what=("限制销售的地区、客户或对手", "limits the region, the customers or the rivals of a sale"),
        why=(
            "独家经销、限定地区或客户可能限制竞争，需要按市场地位与合同性质评估",
            "exclusive distribution and limits on region or customers may restrain competition; market position and kind of contract decide",
        ),
        do=("由法务出具评估结论后发布", "publish after legal's review has a result"),
    ),
    "restraint_of_competition": Row(
        law=("《反垄断法》（2022）第十七条、第十八条、第二十二条", "Anti-Monopoly Law (2022) Art. 17, 18, 22"),
        what=(
            "限制价格竞争、阻止他人进入市场，或使伙伴之间协同",
            "limits competition on price, bars others from the market, or aligns partners with each other",
        ),
        why=("属于被列明的限制竞争行为", "these are practices that the law names as restraints of competition"),
        do=("由法务审查；涉及支配地位的投诉按高优先级处理", "have legal review it; complaints about dominance are cases of high priority"),
    ),
    "pyramid_levels": Row(
        law=(PYRAMID[0] + "；刑事追诉标准：三级且三十人以上", PYRAMID[1] + "; threshold of prosecution: 3 levels and 30 persons"),
        what=("设有多级代理或会员，并按级别分配利润", "has several levels of agents or members and shares profit by level"),
        why=(
            "多级架构加层级利润，接近拉人头、入门费、团队计酬三种传销情形；层级达三级、人数达三十人时触及刑事标准",
            "it comes near pyramid selling (pay by heads, entry fee, team pay); from 3 levels and 30 persons the criminal threshold is met",
        ),
        do=(
            "级别只决定本人权益，计酬层级不超过两级，下级销售不计酬；由法务放行",
            "let the level decide one's own rights only, pay at most two levels, pay nothing from lower levels' sales; legal clears it",
        ),
    ),
    "pay_by_headcount": Row(
        law=(PYRAMID[0] + "第一项", PYRAMID[1] + "(1)"),
        what=("按发展的人数计酬", "pays by the number of persons recruited"),
        why=("以发展人员的数量计算报酬，是传销的第一种情形", "pay by recruited heads is the first form of pyramid selling"),
        do=OWN_SALES_ONLY,
        executed="error",
    ),
    "entry_fee": Row(
        law=(PYRAMID[0] + "第二项", PYRAMID[1] + "(2)"),
        what=("加入须交费或先购货", "joining takes a fee or a first purchase"),
        why=("以交费或认购商品取得加入资格，是传销的第二种情形", "a fee or a purchase for the right to join is the second form of pyramid selling"),
        do=("取消入门费与强制购货；确要保留的，由法务书面放行", "drop the fee and the duty to buy; to keep it, legal clears it in writing"),
        executed="error",
    ),
    "team_pay": Row(
        law=(PYRAMID[0] + "第三项", PYRAMID[1] + "(3)"),
        what=("从下级的销售中计酬", "pays from the sales of lower levels"),
        why=(
            "以下线的销售业绩计算上线报酬，是传销的第三种情形，两级以内也先等法务放行",
            "pay from the downline's sales is the third form; even within two levels it waits for legal",
        ),
        do=OWN_SALES_ONLY,
        executed="error",
    ),
    "rebate": Row(
        law=(
            "《反不正当竞争法》商业贿赂条款；《关于禁止商业贿赂行为的暂行规定》",
            "Anti-Unfair Competition Law (commercial bribery) and its interim provisions",
        ),
        what=("给予返利、折扣或奖励", "grants rebates, discounts or rewards"),
        why=(
            "返利须如实入账并付给签约主体；付给伙伴的员工或账外支付构成商业贿赂",
            "a rebate is booked truthfully and paid to the contracting party; paid off the books or to the partner's staff it is commercial bribery",
        ),
        do=(
            "在合同中写明依据，只付到签约主体的对公账户并取得发票",
            "give it a basis in the contract; pay the contracting entity's account only, against an invoice",
        ),
        cleared_by="finance",
    ),
    "private_collection": Row(
        law=("《非银行支付机构监督管理条例》；税收征管与职务侵占有关规定", "Rules on non-bank payment institutions; tax and misappropriation law"),
        what=("由代理收取客户的款项", "lets agents collect customers' money"),
        why=("经私人账户代收有支付许可、税务和资金被占用的风险", "collection through private accounts risks licensing, tax and misappropriation"),
        do=(
            "改用公司账户的付款链接；确要代收的，由财务批准并核对余额账龄",
            "use payment links to the company's account; otherwise finance approves and ages the balances",
        ),
        cleared_by="finance",
    ),
    "advertising": Row(
        law=("《广告法》第十四条；《反不正当竞争法》虚假宣传条款", "Advertising Law Art. 14; Anti-Unfair Competition Law (false publicity)"),
        what=("涉及广告、口碑或评价推广", "is about advertising, word of mouth or reviews"),
        why=("广告须可识别；编造交易或评价被禁止", "an advertisement must be recognisable as one; fabricated orders and reviews are prohibited"),
        do=("注明“广告”，写明禁止刷单和虚假评价", "label it as advertising and forbid fabricated orders and reviews"),
        cleared_by="compliance",
    ),
    "direct_sales_term": Row(
        law=("《直销管理条例》", "Regulation on the Administration of Direct Selling"),
        what=("使用“直销”一词", "uses the term 直销 (direct selling)"),
        why=("直销是须经许可的经营方式", "it is the name of a licensed form of business"),
        do=("自有销售改称“直营”", "call own sales 直营"),
        cleared_by="compliance",
    ),
}
