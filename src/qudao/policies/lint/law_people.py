"""Staff, persons' data, standard terms and who may be a partner: legal.md and CO-32, CO-36, CO-37, CO-39, CO-40, by topic of the clause."""

from collections.abc import Mapping

from qudao.policies.lint.law import Row

DATA = ("《个人信息保护法》", "Personal Information Protection Law")

PEOPLE: Mapping[str, Row] = {
    "employee_fine": Row(
        law=("《工资支付暂行规定》第十六条", "Interim Provisions on Wage Payment Art. 16"),
        what=("对员工罚款", "fines employees"),
        why=(
            "用人单位无权罚款；造成损失的赔偿每月扣除不得超过当月工资的 20 %，扣后不得低于当地最低工资；对伙伴只能约定违约金",
            "employees cannot be fined; a deduction for damage is at most 20 % of a wage and leaves the minimum wage; only partners owe penalties",
        ),
        do=(
            "换成辅导、警告、合法的绩效工资或调岗；损失赔偿按上限扣",
            "use coaching, a warning, lawful performance pay or reassignment; cap deductions for damage",
        ),
        cleared_by="hr",
    ),
    "demotion_or_dismissal": Row(
        law=("《劳动合同法》第三十九条、第四十条", "Labour Contract Law Art. 39, 40"),
        what=("降职或解雇", "demotes or dismisses"),
        why=(
            "须有法定理由：严重违反已公示的制度，或不胜任经培训或调岗后仍不胜任（提前三十日通知或多付一个月工资）",
            "it needs a ground: grave breach of published rules, or incompetence after training or reassignment (30 days' notice or a month's pay)",
        ),
        do=(
            "写明法定理由、培训或调岗的记录和第二次不合格；由人事和法务批准",
            "name the ground, the record of training or reassignment and the second failure; HR and legal approve",
        ),
        cleared_by="hr",
    ),
    "staff_rule": Row(
        law=("《劳动合同法》第四条", "Labour Contract Law Art. 4"),
        what=("是涉及员工切身利益的规章", "is a rule that directly affects employees"),
        why=(
            "须经职工代表大会或全体职工讨论、与工会或职工代表协商，并公示或告知；负责人同意不够",
            "it takes discussion with the employees or their representatives and publication; the consent of a head is not enough",
        ),
        do=("附上讨论、协商和公示的记录", "attach the record of consultation and publication"),
        cleared_by="hr",
    ),
    "unilateral_amendment": Row(
        law=("《民法典》第四百九十六条至第四百九十八条", "Civil Code Art. 496 to 498"),
        what=("把解释权或修改权留给公司一方", "reserves interpretation or amendment to the company"),
        why=(
            "格式条款须提示说明，不合理的无效，有两种解释的作不利于提供方的解释",
            "standard terms must be pointed out; unreasonable ones are void, doubtful ones are read against their author",
        ),
        do=("改为提前通知、允许异议和退出的修改程序", "replace it by amendment with notice, objection and the right to leave"),
    ),
    "platform_amendment": Row(
        law=("《电子商务法》第三十四条", "E-Commerce Law Art. 34"),
        what=("平台规则由公司单方修改", "lets the company alone change a platform's rules"),
        why=(
            "须公开征求意见，修改内容至少提前七日公示，不同意的可以退出",
            "a change takes public consultation and at least 7 days' notice; who disagrees may leave",
        ),
        do=("amendment.notice_days 不少于 7，并写明退出办法", "set amendment.notice_days to 7 or more and say how to leave"),
    ),
    "early_termination": Row(
        law=("《民法典》第五百六十二条、第五百六十三条", "Civil Code Art. 562, 563"),
        what=("公司可提前终止合作", "lets the company end the cooperation early"),
        why=("解除须有约定或法定事由；随意解除的权利有风险", "ending early needs agreed or statutory grounds; a free right to do so is risky"),
        do=("列明事由、通知期和结算办法", "list the grounds, the notice and how accounts are settled"),
    ),
    "identity_proof": Row(
        law=(DATA[0] + "第六条、第二十八条、第二十九条", DATA[1] + " Art. 6, 28, 29"),
        what=("收集身份证明", "collects proof of identity"),
        why=(
            "须目的明确、最小必要；敏感个人信息要单独同意并有保存期限",
            "it takes a purpose and the least data; sensitive data take separate consent and a term of storage",
        ),
        do=("写明用途、字段、保存期限和单独同意的文本", "state purpose, fields, retention and the text of the separate consent"),
        cleared_by="data_protection",
    ),
    "personal_data": Row(
        law=(DATA[0] + "第六条、第十三条、第十七条", DATA[1] + " Art. 6, 13, 17"),
        what=("处理个人信息", "handles personal data"),
        why=(
            "须有合法依据，告知目的、方式和保存期限，并以最小必要为限",
            "it takes a legal basis, notice of purpose, manner and retention, and the least data",
        ),
        do=("写明依据、用途、最少字段和保存期限", "state the basis, the purpose, the fewest fields and the retention"),
        cleared_by="data_protection",
    ),
    "cross_border": Row(
        law=(DATA[0] + "第三十八条、第三十九条", DATA[1] + " Art. 38, 39"),
        what=("向境外提供个人信息", "sends personal data abroad"),
        why=("须符合出境条件并取得单独同意", "it takes one of the transfer conditions and separate consent"),
        do=("写明接收方、目的和出境依据，取得单独同意", "name the recipient, the purpose and the basis of transfer; take separate consent"),
        cleared_by="data_protection",
    ),
    "profiling": Row(
        law=(DATA[0] + "第二十四条；《电子商务法》第十八条", DATA[1] + " Art. 24; E-Commerce Law Art. 18"),
        what=("按画像推荐或定价", "recommends or prices by profile"),
        why=(
            "须同时提供非个性化选项和拒绝方式；对同等条件的客户实行不合理的差别价格被禁止",
            "it takes a non-personalised option and an opt-out; unfair price differences by profiling are prohibited",
        ),
        do=("提供关闭个性化的选项；价格规则不用兴趣、画像等评分", "offer to switch it off; keep interest scores and profiles out of price rules"),
        cleared_by="data_protection",
    ),
    "committee_arbitration": Row(
        law=("《仲裁法》", "Arbitration Law"),
        what=("由内部委员会裁决争议", "lets a committee of its own rule on disputes"),
        why=(
            "内部委员会不是法定仲裁机构，其结果只是合同约定的调解",
            "an internal committee is not a statutory arbitration body; its result is contractual mediation",
        ),
        do=(
            "写明这是调解、当事人可另行仲裁或诉讼；异议期结束前不称“终局”",
            "call it mediation, name arbitration or court as further routes; never final before the time for objections is over",
        ),
    ),
    "individual_partner": Row(
        law=("《电子商务法》第十条；税收征管法", "E-Commerce Law Art. 10; tax administration law"),
        what=("个人可以作伙伴或代理", "lets individuals be partners or agents"),
        why=("个人网上经营涉及市场主体登记或豁免，以及纳税", "individuals who sell online need a business registration or an exemption, and pay tax"),
        do=("准入时和每年核对登记或豁免凭证及报税凭证", "check registration or exemption and tax evidence at admission and every year"),
        cleared_by="compliance",
    ),
    "social_insurance": Row(
        law=("《社会保险法》第五十八条；《住房公积金管理条例》", "Social Insurance Law Art. 58; Regulation on Housing Provident Funds"),
        what=("只给部分员工缴纳五险一金", "grants social insurance and housing fund to some employees only"),
        why=("用人单位对全体员工都有缴纳义务", "the duty exists for all employees"),
        do=("改为全体员工", "extend it to all employees"),
        cleared_by="hr",
    ),
    "customer_source": Row(
        law=(DATA[0] + "第十三条、第二十三条", DATA[1] + " Art. 13, 23"),
        what=("使用自行获得的客户名单", "uses customer lists obtained elsewhere"),
        why=("名单须有合法来源和客户的同意，否则不得拨打或导入", "lists need a lawful source and the customers' consent before calls or import"),
        do=("记录来源和依据；没有来源的名单不得导入", "record the source and the basis; refuse a list without a source"),
        cleared_by="data_protection",
    ),
    "paid_referral": Row(
        law=("《房地产经纪管理办法》及各地规定；个人所得税", "Rules on real-estate brokerage and local ones; individual income tax"),
        what=("付费给推荐客户的个人", "pays individuals for referrals"),
        why=("须核实身份、代扣个人所得税，并符合各地经纪规定", "identity, tax at source and local brokerage rules apply"),
        do=("核实身份、代扣税款，并按项目所在地核对", "check identity, withhold tax and look up the rules of the project's place"),
        cleared_by="compliance",
    ),
    "family_data": Row(
        law=(DATA[0] + "第十三条、第二十三条", DATA[1] + " Art. 13, 23"),
        what=("使用亲属的信息，或向亲属告知业绩", "uses relatives' data or tells relatives of results"),
        why=("须当事人及亲属同意，并可撤回", "it takes the consent of the person and the relative, which can be withdrawn"),
        do=("取得并记录同意，未同意的不使用", "take and record consent; without it use nothing"),
        cleared_by="data_protection",
    ),
}
