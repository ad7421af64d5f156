"""Names of what stands in policy.yaml and clauses.yaml, (zh, en)."""

TERMS = {
    "policy.version": ("版本号", "version"),
    "policy.title": ("名称", "title"),
    "policy.regulation": ("制度名", "name of the regulation"),
    "policy.timezone": ("时区", "time zone"),
    "policy.starts_on": ("制度开始日", "first day of the policy"),
    "policy.scheme": ("报备方式", "how customers are reported"),
    "policy.notices": ("告知", "notices"),
    "policy.audience": ("适用对象", "whom it binds"),
    "policy.contract": ("合同性质", "kind of contract"),
    "policy.amendment": ("修改程序", "how it is amended"),
    "policy.also": ("一并执行的制度", "other regulations carried out"),
    "clauses.number": ("编号", "number"),
    "clauses.text": ("条款释义", "words of the clause"),
    "clauses.form": ("执行方式", "what is done with the clause"),
    "clauses.note": ("执行说明", "note on the clause"),
    "clauses.topics": ("法律主题", "topics of law"),
    "clauses.wording": ("公司原文", "the company's own text"),
}

ATTRIBUTES = {
    "zh": ("中文", "中文"),
    "en": ("英文", "English"),
    "tell_sole_party": ("告知唯一的一方", "tell the sole party"),
    "clause": ("条款", "clause"),
    "approved_by": ("审批人", "approved by"),
    "notice_days": ("提前通知", "notice"),
    "confirm_every_months": ("确认周期", "confirmed every"),
    "prefix": ("编号前缀", "prefix"),
    "regulation": ("制度", "regulation"),
    "set_by": ("由谁规定", "set by"),
}

WORDS = {
    "executed": ("由规则执行", "executed"),
    "shown": ("由人决定、产品提示", "shown"),
    "out_of_scope": ("不归产品管", "out of scope"),
    "distribution": ("分销", "distribution"),
    "intercompany": ("公司之间", "between companies"),
    "partners": ("伙伴", "partners"),
    "suppliers": ("供应商", "suppliers"),
    "platform": ("平台", "platform"),
    "agency": ("代理", "agency"),
    "reseller": ("经销（买断）", "reseller"),
    "employment": ("劳动合同", "employment"),
    "service": ("服务合同", "service"),
    "set_by.regulation": ("制度", "the regulation"),
    "set_by.company": ("公司", "the company"),
    "set_by.product": ("产品默认", "our default"),
}
