"""What a job title says of a person's business function and level: a proposal for a person to confirm, never a fact.

Titles are read in English and in both Chinese scripts. The function is named in the language of the title, or as the
account names it already. Where a title says nothing, the proposal is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from openkam.core.nouns import Level


@dataclass(frozen=True)
class TitleProposal:
    """What is proposed for a title; empty where it says nothing."""

    function: str = ""
    level: Level | None = None


@dataclass(frozen=True)
class _Function:
    """A business function: its name in English, traditional and simplified Chinese, and the words that betray it."""

    names: tuple[str, str, str]
    english: re.Pattern[str]
    chinese: tuple[str, ...]


def _function(names: str, english: str, chinese: str) -> _Function:
    english_name, traditional, simplified = names.split("|")
    pattern = re.compile(rf"\b(?:{english})", re.IGNORECASE)
    return _Function((english_name, traditional, simplified), pattern, tuple(chinese.split()))


_BOARD: Final = ("Board", "董事會", "董事会")
_FUNCTIONS: Final = (
    _function(
        "Purchasing|採購|采购",
        r"purchas|procure|buyer\b|buying\b|sourcing\b|cpo\b|supplier (?:management|relations|development)",
        "採購 采购 資材 资材 供應商管理 供应商管理",
    ),
    _function(
        "Quality|品質|质量",
        r"quality\b|qa\b|qc\b|qm\b|cqo\b|metrology\b",
        "品質 品管 品保 質量 质量 品质 品控 質檢 质检",
    ),
    _function(
        "R&D|研發|研发",
        r"r\s?&\s?d\b|research|innovation\b|cto\b|product development\b|technolog",
        "研發 研发 研究 開發 开发 技術長 技术总监 產品開發 首席技术官",
    ),
    _function(
        "Logistics|物流|物流",
        r"logistic|supply chain\b|warehous|shipping\b|distribution\b|transport|inventory\b|dispatch",
        "物流 供應鏈 供应链 倉儲 仓储 倉管 仓管 倉庫 仓库 運輸 运输 船務 船务 關務 关务",
    ),
    _function(
        "Operations|營運|运营",
        r"operations?\b|manufactur|production\b|plant\b|factory\b|coo\b|maintenance\b|process engineer",
        "生產 生产 製造 制造 營運 运营 工廠 工厂 廠長 厂长 廠務 厂务 設備 设备 製程 制程 营运",
    ),
    _function(
        "Safety and environment|安環衛|安环卫",
        r"she\b|ehs\b|hse\b|safety\b|environment|sustainab|esg\b",
        "環安 环安 職安 安全 環保 环保 永續 永续 可持续",
    ),
    _function(
        "Finance|財務|财务",
        r"financ|account(?:ant|ing)\b|accounts (?:payable|receivable)\b|controller\b|treasur|cfo\b|audit|tax\b",
        "財務 财务 會計 会计 出納 出纳 稽核 审计 審計 成本",
    ),
    _function(
        "Marketing|行銷|市场",
        r"marketing\b|brand\b|market research\b|cmo\b|communications?\b|public relations\b",
        "行銷 市場 市场 品牌 公關 公关 企劃 企划 营销",
    ),
    _function(
        "Sales|業務|销售",
        r"sales\b|account (?:manager|executive|director)\b|business development\b|commercial\b|customer service\b",
        "業務 业务 銷售 销售 客服 商務 商务",
    ),
    _function(
        "IT|資訊|信息技术",
        r"it\b|information (?:technology|systems)\b|cio\b|software\b|data\b|erp\b",
        "資訊 信息 系統 系统 軟體 软件 数据 數據",
    ),
    _function(
        "Human resources|人力資源|人力资源",
        r"human resources?\b|hr\b|chro\b|personnel\b|talent\b|training\b",
        "人力 人資 人资 人事 招募 招聘 培訓 培训",
    ),
    _function("Legal|法務|法务", r"legal\b|counsel\b|attorney\b|compliance\b|lawyer\b", "法務 法务 法遵 合規 合规"),
    _function("Engineering|工程|工程", r"engineer|technical\b|design\b", "工程 技術 技术 設計 设计"),
    _function(
        "Administration|行政|行政",
        r"administrat|office manager\b|secretar|reception|general affairs\b|assistant to\b",
        "行政 總務 总务 秘書 秘书 後勤 后勤",
    ),
)

_ENGLISH_LEVELS: Final[tuple[tuple[str, Level], ...]] = (
    (r"(?:product|process|system|data) owner\b", "specialists"),
    (r"assistants? to\b|secretar|(?:personal|executive|administrative|office) assistant\b", "clerks"),
    (r"vice[- ]?president\b|vice[- ]?chair|[ase]?vp\b", "directors"),
    (r"(?:deputy|assistant|associate) (?:general |managing )?director\b", "directors"),
    (r"(?:assistant|deputy|associate|account|project|product|key account) manager\b", "managers"),
    (
        r"(?:co-?)?(?:owner|founder)\b|proprietor\b|chair(?:man|woman|person)?\b|president\b"
        r"|managing (?:director|partner)\b|ceo\b|cfo\b|coo\b|cto\b|cio\b|cmo\b|cpo\b|cso\b|cqo\b|chro\b|cdo\b"
        r"|chief\b[\w\s&-]*officer\b|chief executive"
        r"|(?:board member|member of the (?:executive |supervisory )?board|non-?executive director)\b",
        "board",
    ),
    (r"director\b|head of\b|head\s*[,–-]|general manager\b|gm\b|department head\b|chief\b|principal\b", "directors"),
    (
        r"manager\b|mgr\b|supervisor\b|team lead(?:er)?\b|leader\b|lead\b|superintendent\b|foreman\b|controller\b",
        "managers",
    ),
    (r"clerk\b|assistant\b|reception|typist\b|data entry\b|cashier\b|trainee\b|intern\b", "clerks"),
    (r"operator\b|worker\b|driver\b|technician\b|mechanic\b|welder\b|fitter\b|picker\b|assembler\b", "operators"),
    (
        r"engineer\b|specialist\b|analyst\b|buyer\b|planner\b|scientist\b|chemist\b|designer\b|developer\b|officer\b"
        r"|representative\b|accountant\b|auditor\b|consultant\b|coordinator\b|expert\b|inspector\b|advis[eo]r\b"
        r"|researcher\b|executive\b|programmer\b|architect\b|counsel\b|administrator\b|partner\b|purchaser\b",
        "specialists",
    ),
)  # fmt: skip
_CHINESE_LEVELS: Final[tuple[tuple[str, Level], ...]] = (
    (r"秘書|秘书|特助|助理(?!副?[總总經经协協])", "clerks"),
    (r"副總|副总|副執行長", "directors"),
    (
        r"董事|理事長|理事长|監事|监事|執行長|首席.{0,4}官|總裁|总裁|老闆|老板|創辦人|创办人|创始人|合夥人|合伙人|店主|業主|业主"
        r"|^(?:公司)?(?:負責人|负责人)$|^(?:公司)?(?:總經理|总经理)$|(?:財務|技術|營運|資訊|行銷|人資)長$",
        "board",
    ),
    (r"總經理|总经理|總監|总监|處長|处长|協理|协理|廠長|厂长|總工程師|总工程师|院長|院长|總管|总管", "directors"),
    (
        r"經理|经理|副理|襄理|主任|科長|科长|課長|课长|部長|部长|組長|组长|班長|班长|主管"
        r"|負責人|负责人|店長|店长|領班|领班|督導|督导",
        "managers",
    ),
    (r"文員|文员|總機|櫃台|柜台|櫃檯|出納|出纳|行政人員|行政人员|實習|实习", "clerks"),
    (r"作業員|作业员|操作員|操作员|操作工|技工|司機|司机|技術員|技术员|倉管|仓管|工人|司爐", "operators"),
    (
        r"專員|专员|工程師|工程师|分析師|分析师|設計師|设计师|會計|会计|採購員|采购员|業務|业务员|代表|專家|专家|研究員|研究员|管理師|管理师"
        r"|顧問|顾问|採購$|采购$|專案|架構師|架构师|檢驗員|检验员|律師|律师",
        "specialists",
    ),
)  # fmt: skip
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_SIMPLIFIED_ONLY: Final = frozenset(
    "采购质资应商质检研发术总产开链仓库运输务关营厂设备制环职财会计纳审销场业务讯信系统软数据训规设后勤长监处协经课组专员师级"
) - frozenset(
    "採購質資應商檢研發術總產開鏈倉庫運輸務關營廠設備製制環職財會計納審銷場業訊信系統軟數據訓規後勤長監處協經課組專員師級"
)
"""Characters of the words above that only simplified Chinese has."""


def proposal(title: str, known_functions: Iterable[str] = ()) -> TitleProposal:
    """What `title` proposes; `known_functions` are the names that the account uses already, taken where they fit."""
    found = _read(" ".join(title.split())[:300])
    names = found[0]
    if names is None:
        return TitleProposal("", found[1])
    wanted = {name.casefold() for name in names}
    known = next((name for name in known_functions if name.casefold() in wanted), None)
    return TitleProposal(known or names[_script(title)], found[1])


@lru_cache(maxsize=4096)
def _read(title: str) -> tuple[tuple[str, str, str] | None, Level | None]:
    level = _level(title)
    names = next((one.names for one in _FUNCTIONS if _says(one, title)), None)
    if names is None and level == "board":
        names = _BOARD
    return names, level


def _says(one: _Function, title: str) -> bool:
    return any(word in title for word in one.chinese) or one.english.search(title) is not None


def _level(title: str) -> Level | None:
    rules = _CHINESE_LEVELS if _HAN.search(title) else ()
    for pattern, level in rules:
        if re.search(pattern, title):
            return level
    return next(
        (level for pattern, level in _ENGLISH_LEVELS if re.search(rf"\b(?:{pattern})", title, re.IGNORECASE)), None
    )


def _script(title: str) -> int:
    """Which of the three names of a function goes with the title."""
    if not _HAN.search(title):
        return 0
    return 2 if _SIMPLIFIED_ONLY.intersection(title) else 1
