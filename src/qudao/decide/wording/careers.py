"""Sentences of certificates and the career ladder."""

TEMPLATES: dict[str, tuple[str, str]] = {
    "certificate_months": (
        "{certificate}：{first_month} 至 {last_month} 连续 {months} 个月{measure}每月至少 {at_least}（{values}）",
        "{certificate}: {measure} of at least {at_least} in each of {months} consecutive months, {first_month} to {last_month} ({values})",
    ),
    "certificate_peaks": (
        "其中 {peaks} 个月达到 {at_least}，要求 {peak_months} 个月",
        "{peaks} of these months have at least {at_least}; {peak_months} are asked for",
    ),
    "certificate_exam": ("{exam} 考试于 {passed_on} 通过", "The exam {exam} was passed on {passed_on}"),
    "career_consecutive_per_month": (
        "{level}：{first_month} 至 {last_month} 连续 {months} 个月{measure}每月至少 {at_least}（{counted}）",
        "{level}: {measure} of at least {at_least} in each of {months} consecutive months, {first_month} to {last_month} ({counted})",
    ),
    "career_rolling_year_per_month": (
        "{level}：{first_month} 至 {last_month} 一年内有 {months} 个月{measure}至少 {at_least}（{counted}）",
        "{level}: {measure} of at least {at_least} in {months} months of the year from {first_month} to {last_month} ({counted})",
    ),
    "career_calendar_year_per_month": (
        "{level}：自 {first_month} 起的日历年内到 {last_month} 有 {months} 个月{measure}至少 {at_least}（{counted}）",
        "{level}: {measure} of at least {at_least} in {months} months of the calendar year from {first_month} to {last_month} ({counted})",
    ),
    "career_consecutive_total": (
        "{level}：{first_month} 至 {last_month} 连续 {months} 个月{measure}合计 {total}，要求至少 {at_least}（{counted}）",
        "{level}: {measure} of {total} in {months} consecutive months, {first_month} to {last_month}; asked: {at_least} ({counted})",
    ),
    "career_rolling_year_total": (
        "{level}：{first_month} 至 {last_month} 一年内最好的 {months} 个月{measure}合计 {total}，要求至少 {at_least}（{counted}）",
        "{level}: {measure} of {total} in the best {months} months of the year {first_month} to {last_month}; asked: {at_least} ({counted})",
    ),
    "career_calendar_year_total": (
        "{level}：自 {first_month} 起的日历年内到 {last_month} 最好的 {months} 个月{measure}合计 {total}，要求至少 {at_least}（{counted}）",
        "{level}: {measure} of {total} in the best {months} months of the year {first_month} to {last_month}; asked: {at_least} ({counted})",
    ),
    "progress_consecutive_per_month": (
        "{level}：到 {last_month} 连续 {counted}/{needed} 个月{measure}每月至少 {at_least}",
        "{level}: {counted} of {needed} months in a row with {at_least} or more {measure} (to {last_month})",
    ),
    "progress_rolling_year_per_month": (
        "{level}：{first_month} 至 {last_month} 有 {counted}/{needed} 个月{measure}至少 {at_least}",
        "{level}: {counted} of {needed} months with {at_least} or more {measure} ({first_month} to {last_month})",
    ),
    "progress_calendar_year_per_month": (
        "{level}：日历年内 {first_month} 至 {last_month} 有 {counted}/{needed} 个月{measure}至少 {at_least}",
        "{level}: {counted} of {needed} months with {at_least} or more {measure} (calendar year, {first_month} to {last_month})",
    ),
    "progress_consecutive_total": (
        "{level}：到 {last_month} 连续 {months} 个月{measure}合计 {counted}/{needed}",
        "{level}: {counted} of {needed} {measure} in {months} months in a row (to {last_month})",
    ),
    "progress_rolling_year_total": (
        "{level}：{first_month} 至 {last_month} 最好的 {months} 个月{measure}合计 {counted}/{needed}",
        "{level}: {counted} of {needed} {measure} in the best {months} months ({first_month} to {last_month})",
    ),
    "progress_calendar_year_total": (
        "{level}：日历年内 {first_month} 至 {last_month} 最好的 {months} 个月{measure}合计 {counted}/{needed}",
        "{level}: {counted} of {needed} {measure} in the best {months} months (calendar year, {first_month} to {last_month})",
    ),
}

WORDS: dict[str, tuple[str, str]] = {
    "orders": ("签单", "orders"),
    "junior": ("初级", "junior"),
    "middle": ("中级", "middle"),
}
