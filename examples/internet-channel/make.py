"""Write the facts of 蓝汛科技 (which does not exist): the scores of forty channels for five half-years and two years.

    python examples/internet-channel/make.py [FOLDER]

The same seed writes the same bytes. Every company is invented.
"""

import argparse
import csv
import io
import random
from pathlib import Path

SEED = 20250711
PERIODS = ["2023-H2", "2024-H1", "2024-H2", "2025-H1", "2025-H2", "2024", "2025"]
ABC = {"contribution": "业务贡献", "influence": "市场影响力"}
TIERS = {"size": "规模", "strength": "实力", "sales_ability": "销售能力", "service_level": "服务水平"}
NAMES = [
    "云桥",
    "星河",
    "蓝岸",
    "松果",
    "青禾",
    "北辰",
    "海棠",
    "远帆",
    "启明",
    "金穗",
    "银杉",
    "木槿",
    "长风",
    "听雨",
    "双桥",
    "白鹭",
    "红枫",
    "晨曦",
    "天秤",
    "高地",
]


def written(headings: list[str], rows: list[list[object]]) -> str:
    """A table as CSV text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return file.getvalue()


def scores(rng: random.Random, partner_id: str, level: float) -> list[list[object]]:
    """Scores of one channel: both schemes, now and then a dimension that nobody filled in, now and then half a point."""
    rows: list[list[object]] = []
    for period in PERIODS:
        for code, chinese in (ABC | TIERS).items():
            if rng.random() < 0.02:
                continue
            score = min(100.0, max(0.0, rng.gauss(level, 9)))
            shown = f"{score:.0f}" if rng.random() < 0.7 else f"{score:.1f}"
            rows.append([partner_id, period, chinese if rng.random() < 0.5 else code, shown])
    return rows


def write(folder: Path) -> None:
    """All channels, into one folder."""
    rng = random.Random(SEED)
    partners: list[list[object]] = []
    everything: list[list[object]] = []
    for number in range(1, 41):
        partner_id = f"Q{number:02}"
        kind = rng.choice(["代理商", "经销商", "合作伙伴"])
        partners.append([partner_id, f"{NAMES[number % len(NAMES)]}{rng.choice(['网络', '信息', '科技', '数码'])}", kind, rng.choice("ABC")])
        everything += scores(rng, partner_id, rng.choice([45, 58, 66, 74, 82, 90]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "partners.csv").write_bytes(written(["渠道编号", "渠道名称", "渠道类型", "等级"], partners).encode("gbk"))
    (folder / "scores.csv").write_bytes(written(["对象编号", "期间", "维度", "得分"], everything).encode())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the facts of 蓝汛科技 into a folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent)
    write(parser.parse_args().folder)
