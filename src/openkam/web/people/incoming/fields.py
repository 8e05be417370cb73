"""What a column of a contact list can mean, and the names that such columns bear in exports.

Sources of the names, looked up in November 2026:

* Salesforce, "Field Reference: Contact" (developer.salesforce.com/docs/platform/field-reference): Account ID,
  Department, Title, Email, Reports To ID; Steampipe's table salesforce_contact; labels in Chinese from the field
  mapping of Genesys Cloud (zh-cn-help.mypurecloud.com) and the help of Sansan.
* HubSpot, guide "Contacts" and "A Developer's Guide to HubSpot CRM Objects" (developers.hubspot.com): email,
  firstname, lastname, phone, jobtitle, company, Company Name, Phone Number; exports add Record ID, Associated Company.
* Dynamics 365, "Contact table/entity reference" and table "CRM Contact" (learn.microsoft.com): FullName, FirstName,
  LastName, JobTitle, Department, EMailAddress1, Telephone1, MobilePhone, ParentCustomerId, ManagerName.
* Odoo, `res.partner` (github.com/odoo/odoo, odoo/addons/base/models/res_partner.py): Name, Related Company,
  Job Position, Email, Phone; its zh_TW.po.
* Columns of a contact file in Chinese: toomaker.com/zh-Hant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from openkam import ledger

LABELS: Final = {
    "name": _("Full name"),
    "first_name": _("First name"),
    "middle_name": _("Middle name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "mobile": _("Mobile"),
    "title": _("Job title"),
    "function": _("Business function"),
    "level": _("Level"),
    "account_code": _("Account code"),
    "account_name": _("Account name"),
    "reports_to": _("Reports to"),
    "external_id": _("ID in the other system"),
}
GROUPS: Final = (
    (_("Person"), ("name", "first_name", "middle_name", "last_name", "email", "phone", "mobile", "external_id")),
    (_("Place in the company"), ("title", "function", "level", "reports_to")),
    (_("Account"), ("account_code", "account_name")),
)
_NAMES: Final[dict[str, str]] = {
    "name": """
        full name|fullname|contact name|contact full name|display name|name|contact person|contact
        姓名|全名|聯絡人姓名|聯絡人名稱|連絡人姓名|聯絡人|連絡人|顯示名稱|名稱|联系人姓名|联系人名称|联系人|显示名称|名称
    """,
    "first_name": "first name|firstname|given name|forename|contact first name|名字|名|名 first name",
    "middle_name": "middle name|middlename|additional name|中間名|中间名",
    "last_name": "last name|lastname|surname|family name|contact last name|姓氏|姓",
    "email": """
        email|e mail|email address|e mail address|emailaddress 1|emailaddress1|email 1|contact email|work email
        business email
        電子郵件|電子郵件地址|電子郵件信箱|電郵|信箱|郵箱|電子信箱|电子邮件|电子邮件地址|邮箱|邮件|电子邮箱|工作邮箱
    """,
    "phone": """
        business phone|work phone|phone|phone number|telephone|telephone 1|telephone1|telephone number|office phone|tel
        contact phone|電話|電話號碼|商務電話|公司電話|辦公電話|電話 公司|市話
        电话|电话号码|商务电话|办公电话|公司电话|座机|固定电话
    """,
    "mobile": """
        mobile phone|mobile|mobile phone number|mobilephone|mobile number|cell phone|cell|cellphone
        行動電話|行動電話號碼|手機|手機號碼|移動電話|移动电话|手机|手机号|手机号码|移动电话号码
    """,
    "title": """
        job title|jobtitle|job position|position|title|role|function title
        職稱|工作職稱|職務|職位|頭銜|職銜|职称|职务|职位|头衔|岗位|职衔
    """,
    "function": """
        department|business function|function|dept|division|team
        部門|單位|部門名稱|業務職能|業務功能|部门|单位|部门名称|业务职能
    """,
    "level": "level|seniority|job level|management level|職級|層級|級別|职级|层级|级别",
    "account_code": """
        account number|account code|account id|accountid|customer code|customer number|customer id|company id
        客戶編號|客戶代號|客戶代碼|公司編號|帳戶 id|客户编号|客户编码|客户代码|公司编号|客户 id
    """,
    "account_name": """
        account name|company name|company|associated company|related company|parent customer|account|customer
        customer name|organization|organisation|organization name|parent customer id name|employer|parent id
        客戶名稱|公司名稱|公司|客戶|帳戶名稱|所屬公司|關聯公司|企業名稱|客户名称|公司名称|客户|所属公司|关联公司|企业名称|单位名称
    """,
    "reports_to": """
        reports to id|reportstoid|reports to|reports to name|manager|manager name|managername|supervisor|line manager
        直屬主管|主管|上級|匯報對象|報告對象|經理姓名|上司|直属上级|直属主管|汇报对象|上级|上级主管|经理姓名
    """,
    "external_id": """
        contact id|contactid|record id|hs object id|external id|id|18 digit id|case safe id|contact record id|uid|db id
        聯絡人 id|連絡人 id|記錄 id|外部 id|聯絡人編號|联系人 id|记录 id|外部 id|联系人编号
    """,
}
_DYNAMICS_KEY: Final = "(do not modify) "
_MARKS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("dynamics", frozenset({"emailaddress1", "parentcustomerid", "yomifullname", "row checksum"})),
    ("salesforce", frozenset({"reportstoid", "reports to id", "accountid", "mailing street", "contact owner"})),
    ("hubspot", frozenset({"record id", "hs object id", "lifecycle stage", "lead status", "associated company"})),
    ("odoo", frozenset({"job position", "related company", "parent id", "工作職稱", "is a company"})),
)  # fmt: skip
SYSTEMS: Final = {
    "salesforce": "Salesforce",
    "hubspot": "HubSpot",
    "dynamics": "Dynamics 365",
    "odoo": "Odoo",
    "vcard": "vCard",
    "other": _("another system"),
}


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, int]]:
    """Plain column name → field, and how far behind likelier names of that field it stands."""
    found: dict[str, tuple[str, int]] = {}
    for field, text in _NAMES.items():
        names = [name.strip() for line in text.split("\n") for name in line.split("|") if name.strip()]
        for place, name in enumerate(names):
            found.setdefault(ledger.plain_name(name), (field, place))
    return found


def field_of(column: str) -> tuple[str, int] | None:
    """The field that a column of this name usually holds, and how far behind likelier names it stands."""
    if column.strip().casefold().startswith(_DYNAMICS_KEY):
        return ("external_id", 0) if ledger.plain_name(column) == "contact" else None
    return _index().get(ledger.plain_name(column))


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Field → column: of several columns for one field, the one whose name is the likelier."""
    found: dict[str, tuple[int, str]] = {}
    for column in columns:
        match = field_of(column)
        if match is not None and (match[0] not in found or match[1] < found[match[0]][0]):
            found[match[0]] = (match[1], column)
    return {field: column for field, (_place, column) in found.items()}


def system_of(columns: Iterable[str]) -> str:
    """The system from which a file with these columns seems to come; `other` where nothing betrays it."""
    names = {ledger.plain_name(column) for column in columns}
    if any(column.strip().casefold().startswith(_DYNAMICS_KEY) for column in columns):
        return "dynamics"
    return next((system for system, marks in _MARKS if marks & names), "other")


def is_enough(columns: Mapping[str, str]) -> bool:
    """Whether contacts can be made of these: something tells the name."""
    return bool({"name", "first_name", "last_name"} & columns.keys())
