"""The tables of facts of the file contract, in the order `qudao schema` prints them."""

from qudao.decide.schema import Column, Kind, Table, Words


def _id(name: str, *zh: str, refers: tuple[str, ...] = (), required: bool = True, note: tuple[str, str] = ("", "")) -> Column:
    return Column(name, zh, Kind.ID, required=required, refers=refers, note=note)


def _text(name: str, *zh: str, required: bool = False, words: Words = (), closed: bool = False, note: tuple[str, str] = ("", "")) -> Column:
    return Column(name, zh, Kind.TEXT, required=required, words=words, closed=closed, note=note)


def _name(name: str, *zh: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.NAME, required=required, personal=True)


def _at(name: str, *zh: str, required: bool = False, note: tuple[str, str] = ("", "")) -> Column:
    return Column(name, zh, Kind.INSTANT, required=required, note=note)


def _on(name: str, *zh: str, required: bool = False, plan: bool = False) -> Column:
    return Column(name, zh, Kind.DATE, required=required, plan=plan)


def _bool(name: str, *zh: str, note: tuple[str, str] = ("", "")) -> Column:
    return Column(name, zh, Kind.BOOL, note=note)


def _money(name: str, *zh: str, required: bool = False) -> Column:
    return Column(name, zh, Kind.MONEY, required=required)


PARTNER = _id("partner_id", "渠道编号", "伙伴编号", "分销商编号", refers=("partners",))
PARTNER_OR_BLANK = _id("partner_id", "渠道编号", "伙伴编号", "分销商编号", refers=("partners",), required=False)
PROJECT = _id("project_id", "项目编号", "项目", "楼盘", refers=("projects",))
DEAL = _id("deal_id", "成交编号", "订单编号", refers=("deals",))
STAFF = _id("staff_id", "人员编号", "员工编号", refers=("staff",))
SUBJECT = _id("subject_id", "对象编号", refers=("staff", "partners"), note=("人员或渠道的编号", "id of a person or a partner"))
PHONE = Column(
    "phone", ("电话", "手机", "手机号", "联系电话", "客户电话"), Kind.PHONE, personal=True, note=("可脱敏 138****5678", "may be masked 138****5678")
)
IDENTITY = Column("identity_no", ("证件号码", "身份证号", "身份证号码", "证件号"), Kind.IDENTITY, personal=True)
COMPANY = _name("company", "公司", "公司名称", "企业名称")
CUSTOMER = _name("customer_name", "客户姓名", "客户名称", "客户", required=True)
ATTRIBUTES = Column("attributes", ("属性", "附加属性"), Kind.JSON)
PERIOD_ = _text("period", "期间", required=True, note=("如 2025、2025-H1、2025-Q1、2025-03", "such as 2025, 2025-H1, 2025-Q1, 2025-03"))

MEASURES: Words = (
    ("orders", ("签单数", "单量", "订单数")),
    ("sales", ("销售额",)),
    ("market_share", ("市场份额",)),
    ("satisfaction", ("客户满意度", "满意度")),
)
DIMENSIONS: Words = (
    ("contribution", ("业务贡献", "贡献")),
    ("influence", ("市场影响力", "影响力")),
    ("size", ("规模",)),
    ("strength", ("实力",)),
    ("sales_ability", ("销售能力",)),
    ("service_level", ("服务水平",)),
)
STAGES: Words = (("pre", ("预报备",)), ("formal", ("正式报备", "正式")))
SOURCES: Words = (
    ("channel", ("渠道", "分销")),
    ("walk_in", ("自然到访", "自访")),
    ("own", ("自拓", "自有", "自渠")),
    ("referral", ("老带新", "转介")),
)
ANSWERS: Words = (("confirmed", ("确认", "属实")), ("denied", ("否认", "不属实")), ("unreached", ("未接通", "未联系上")))
GROUNDS: Words = (("customer_complaint", ("客户投诉",)), ("malicious_grabbing", ("恶意抢客", "恶意抢单")))
RELATIONS: Words = (
    ("spouse", ("配偶", "夫妻", "妻子", "丈夫")),
    ("parent", ("父母", "父亲", "母亲")),
    ("child", ("子女", "儿子", "女儿")),
    ("sibling", ("兄弟姐妹", "兄弟", "姐妹", "哥哥", "弟弟", "姐姐", "妹妹")),
)
VIOLATIONS: Words = (
    ("interception", ("截客",)),
    ("poaching", ("翘客",)),
    ("false_registration", ("虚假报备",)),
    ("collusion", ("甩客", "藏客", "甩客藏客")),
    ("barrier_breach", ("串通渠道",)),
    ("price", ("乱价",)),
    ("diversion", ("窜货",)),
    ("off_book", ("飞单",)),
    ("brand", ("品牌违规",)),
)
ROLES: Words = (
    ("designated_filer", ("指定报备人", "报备专员")),
    ("consultant", ("置业顾问", "咨询师", "咨询")),
    ("market_supervisor", ("市场部主管",)),
    ("market_salesperson", ("市场部业务员", "业务员")),
    ("region_head", ("区域渠道负责人",)),
    ("city_head", ("城市渠道负责人",)),
    ("channel_manager", ("渠道经理", "渠道部经理")),
    ("channel_supervisor", ("渠道主管",)),
    ("group_leader", ("渠道组长",)),
    ("specialist", ("渠道专员",)),
    ("specialist_high", ("高级渠道专员", "渠道专员（高）", "渠道专员(高)")),
    ("specialist_middle", ("中级渠道专员", "渠道专员（中）", "渠道专员(中)")),
    ("specialist_junior", ("初级渠道专员", "渠道专员（初）", "渠道专员(初)")),
    ("key_account", ("大客户", "大客户专员")),
    ("approved_specialist", ("渠道专员编制",)),
    ("approved_key_account", ("大客户编制",)),
    ("extension_specialist", ("拓客专员",)),
    ("extender", ("拓客", "拓客人员")),
    ("call_specialist", ("CALL客专员", "call客组长")),
    ("caller", ("CALL客", "话务员")),
    ("enterprise_specialist", ("企拓专员",)),
)
CATEGORIES: Words = (
    ("surgery", ("手术",)),
    ("thread_lift", ("线雕",)),
    ("implant", ("假体", "胸假体")),
    ("micro", ("微整",)),
    ("anaesthesia", ("麻醉",)),
    ("laboratory_test", ("化验",)),
    ("hospitalisation", ("住院",)),
    ("infusion", ("输液",)),
)
PARTS_IN_A_DEAL: Words = (("introducer", ("介绍人",)), ("sales_rep", ("业务员", "市场部业务员")), ("seller", ("成交人",)))

TABLES: tuple[Table, ...] = (
    Table(
        "partners",
        ("渠道", "渠道伙伴", "分销商"),
        (
            _id("partner_id", "渠道编号", "伙伴编号", "分销商编号"),
            _text("name", "名称", "渠道名称", "分销商名称", required=True),
            _text("kind", "类型", "渠道类型"),
            _text("grade", "等级"),
            _on("joined_on", "加入日期", "合作日期"),
            ATTRIBUTES,
        ),
        key=("partner_id",),
    ),
    Table(
        "projects",
        ("项目", "楼盘"),
        (
            _id("project_id", "项目编号"),
            _text("name", "名称", "项目名称", required=True),
            _text("city", "城市"),
            _on("opens_on", "开盘日期", "开盘日", plan=True),
            Column(
                "promotion_area",
                ("推广区域", "有效推广区域"),
                Kind.CITIES,
                note=("城市，以分号分隔；空白为不限", "cities with ; between them; blank: everywhere"),
            ),
            Column("interception_radius_m", ("截客半径", "截客半径米"), Kind.INTEGER),
        ),
        key=("project_id",),
    ),
    Table(
        "staff",
        ("人员", "员工"),
        (
            _id("staff_id", "人员编号", "员工编号"),
            _name("name", "姓名"),
            _text("role", "角色", "岗位", words=ROLES, note=("几个岗位以分号分隔", "several posts with ; between them")),
            _id(
                "partner_id", "渠道编号", "伙伴编号", "分销商编号", refers=("partners",), required=False, note=("空白为本公司人员", "blank: our own")
            ),
            _text("unit", "部门", note=("区域/城市/项目/小组，如 华东/杭州/云岭花园/一组", "region/city/project/group")),
            _on("joined_on", "入职日期", "加入日期"),
            _on("left_on", "离职日期"),
        ),
        key=("staff_id",),
    ),
    Table(
        "relations",
        ("亲属关系", "亲属"),
        (
            Column("person", ("本人", "当事人"), Kind.PERSON, required=True, personal=True),
            Column("relative", ("亲属", "亲属号码"), Kind.PERSON, required=True, personal=True),
            _text("relation", "关系", required=True, words=RELATIONS),
        ),
    ),
    Table(
        "registrations",
        ("客户报备", "报备"),
        (
            _id("registration_id", "报备编号"),
            _at("received_at", "报备时间", "收到时间", required=True, note=("服务器时间", "server time")),
            PARTNER,
            PROJECT,
            _text("stage", "阶段", "报备阶段", required=True, words=STAGES, closed=True),
            CUSTOMER,
            PHONE,
            IDENTITY,
            COMPANY,
            _bool("corporate", "企业购房", "是否企业"),
            _text("customer_city", "客户城市", "客户所在城市"),
            _bool("local", "本地", "是否本地", note=("空白为是", "blank: true")),
            _bool("declared", "已声明", "客户声明", "是否声明", note=("空白为是", "blank: true")),
            _on("planned_visit_on", "计划到访日期", "预计到访日期", plan=True),
            _bool("customer_signed", "客户签字", "客户已签字"),
            _bool("manager_signed", "经理签字", "经理已签字"),
            _id("filed_by", "报备人", "报备人编号", refers=("staff",), required=False),
            _text("exception", "例外说明", "特批原因"),
        ),
        key=("registration_id",),
    ),
    Table(
        "visits",
        ("到访", "客户到访", "带看"),
        (
            _id("visit_id", "到访编号"),
            _at("at", "到访时间", "前台登记时间", required=True),
            PROJECT,
            CUSTOMER,
            PHONE,
            IDENTITY,
            COMPANY,
            PARTNER_OR_BLANK,
            _text("source", "来源", "来访来源", words=SOURCES, closed=True),
            _bool("bulk", "大宗客户", "是否大宗"),
            _at("message_at", "到访报备时间", "微信报备时间"),
            _at("desk_at", "前台时间", "前台确认时间"),
            _at("office_passed_at", "后台审核时间"),
            _at("leader_signed_at", "负责人签字时间", "案场负责人签字时间"),
            _at("entered_at", "录入时间", "系统录入时间"),
            _bool("confirmed", "带客确认单", "确认单已签"),
        ),
        key=("visit_id",),
    ),
    Table(
        "extensions",
        ("延期申请", "延期"),
        (
            _id("registration_id", "报备编号", refers=("registrations",)),
            _at("requested_at", "申请时间", required=True),
            _at("approved_at", "批准时间", "同意时间"),
        ),
    ),
    Table(
        "deals",
        ("成交", "交易"),
        (
            _id("deal_id", "成交编号", "订单编号"),
            PROJECT,
            _id("partner_id", "渠道编号", "伙伴编号", "分销商编号", refers=("partners",), required=False, note=("申报的渠道", "who claims it")),
            _at("pre_subscribed_at", "认筹时间"),
            _at("subscribed_at", "认购时间"),
            _at("contracted_at", "签约时间"),
            _at("filed_at", "网签时间", "备案时间"),
            _at("paid_at", "客户付款时间", "付款时间"),
            _text("unit", "房号", "房源"),
            _money("list_price", "标价", "表价"),
            _money("price", "成交价", "成交总价"),
            _at("cancelled_at", "取消时间", "退房时间"),
            ATTRIBUTES,
        ),
        key=("deal_id",),
    ),
    Table("buyers", ("买受人", "购房人", "买家"), (DEAL, _name("name", "姓名", "名称", required=True), PHONE, IDENTITY)),
    Table(
        "deal_lines",
        ("成交明细", "项目明细"),
        (
            DEAL,
            Column("line_no", ("行号",), Kind.INTEGER, required=True),
            _text("category", "类别", required=True, words=CATEGORIES),
            _text("item", "品项"),
            Column("quantity", ("数量",), Kind.INTEGER),
            _money("list_price", "标价"),
            _money("price", "成交价"),
            _money("cost", "成本"),
            ATTRIBUTES,
        ),
        key=("deal_id", "line_no"),
    ),
    Table("introductions", ("介绍",), (DEAL, STAFF, _text("role", "角色", required=True, words=PARTS_IN_A_DEAL))),
    Table(
        "payouts",
        ("已付佣金", "付款"),
        (
            DEAL,
            _id("payee", "收款方", "收款人", refers=("partners", "staff")),
            _at("paid_at", "付款时间", required=True),
            _money("amount", "金额", required=True),
        ),
    ),
    Table(
        "redeterminations",
        ("重新判客", "重新判定"),
        (
            DEAL,
            _id("partner_id", "渠道编号", "伙伴编号", "分销商编号", refers=("partners",), note=("新的归属", "new owner")),
            _at("approved_at", "批准时间", required=True),
            _text("grounds", "理由", required=True, words=GROUNDS, closed=True),
        ),
    ),
    Table(
        "filings",
        ("渠道报备",),
        (
            _id("filing_id", "备案编号"),
            PARTNER,
            STAFF,
            _on("started_on", "开始日期", required=True),
            _on("completed_on", "完成日期"),
            _bool("photo", "照片"),
            _bool("agreement", "协议"),
            _bool("bank", "银行资料"),
            _on("trained_on", "培训日期"),
        ),
        key=("filing_id",),
    ),
    Table(
        "refunds",
        ("退款",),
        (
            _id("refund_id", "退款编号"),
            DEAL,
            Column("line_no", ("行号",), Kind.INTEGER, required=True),
            _at("at", "时间", required=True),
            _money("amount", "金额", required=True),
        ),
        key=("refund_id",),
    ),
    Table(
        "disputes",
        ("撞单申诉", "申诉"),
        (_id("dispute_id", "申诉编号"), DEAL, PARTNER, _at("raised_at", "提出时间", "申诉时间", required=True)),
        key=("dispute_id",),
    ),
    Table(
        "callbacks",
        ("回访", "抽查回访"),
        (DEAL, _at("at", "回访时间", required=True), _text("answer", "答复", "回访结果", required=True, words=ANSWERS, closed=True)),
    ),
    Table(
        "violations",
        ("违规",),
        (
            _id("violation_id", "违规编号"),
            _at("at", "查实时间", "认定时间", required=True, note=("查实之时", "when proven")),
            _text("kind", "违规类型", "类型", required=True, words=VIOLATIONS, closed=True),
            PARTNER_OR_BLANK,
            _id("staff_id", "人员编号", "员工编号", refers=("staff",), required=False),
            _id("project_id", "项目编号", refers=("projects",), required=False),
            _id("deal_id", "成交编号", "订单编号", refers=("deals",), required=False),
            _at("occurred_at", "发生时间"),
            Column("distance_m", ("距离", "距离米"), Kind.INTEGER),
        ),
        key=("violation_id",),
    ),
    Table(
        "results",
        ("业绩",),
        (
            SUBJECT,
            Column("month", ("月份",), Kind.MONTH, required=True),
            _text("measure", "指标", required=True, words=MEASURES),
            Column("value", ("数值",), Kind.NUMBER, required=True),
        ),
        key=("subject_id", "month", "measure"),
    ),
    Table("exams", ("考试",), (STAFF, _text("exam", "考试名称", "科目", required=True), _on("passed_at", "通过日期", required=True))),
    Table(
        "scores",
        ("评分",),
        (SUBJECT, PERIOD_, _text("dimension", "维度", required=True, words=DIMENSIONS), Column("score", ("得分",), Kind.NUMBER, required=True)),
        key=("subject_id", "period", "dimension"),
    ),
)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
