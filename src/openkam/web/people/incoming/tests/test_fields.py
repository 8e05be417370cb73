"""The columns of contact exports."""

from __future__ import annotations

import pytest

from openkam.web.people.incoming.fields import guess, is_enough, system_of


@pytest.mark.parametrize(
    ("system", "columns"),
    [
        (
            "salesforce",
            "Contact ID=external_id|First Name=first_name|Last Name=last_name|Title=title|Department=function"
            "|Email=email|Phone=phone|Mobile=mobile|Account Name=account_name|Account ID=account_code"
            "|Reports To=reports_to|Mailing Street=",
        ),
        (
            "salesforce",
            "Id=external_id|AccountId=account_code|LastName=last_name|FirstName=first_name|MobilePhone=mobile"
            "|ReportsToId=reports_to|Title=title",
        ),
        (
            "hubspot",
            "Record ID=external_id|First Name=first_name|Last Name=last_name|Email=email|Phone Number=phone"
            "|Mobile Phone Number=mobile|Job Title=title|Company Name=account_name|Lifecycle Stage=",
        ),
        (
            "dynamics",
            "(Do Not Modify) Contact=external_id|(Do Not Modify) Row Checksum=|(Do Not Modify) Modified On="
            "|Full Name=name|Email=email|Company Name=account_name|Business Phone=phone|Mobile Phone=mobile"
            "|Job Title=title|Manager=reports_to",
        ),
        (
            "dynamics",
            "fullname=name|emailaddress1=email|telephone1=phone|mobilephone=mobile|jobtitle=title|parentcustomerid="
            "|managername=reports_to",
        ),
        (
            "odoo",
            "External ID=external_id|Name=name|Related Company=account_name|Job Position=title|Title=|Email=email"
            "|Phone=phone|Mobile=mobile|Is a Company=",
        ),
        (
            "other",
            "姓名=name|職稱=title|部門=function|電子郵件=email|公司電話=phone|手機=mobile|客戶名稱=account_name"
            "|客戶編號=account_code|直屬主管=reports_to",
        ),
        (
            "other",
            "姓氏=last_name|名字=first_name|职务=title|部门=function|电子邮件=email|电话=phone|手机=mobile"
            "|公司名称=account_name|上级=reports_to",
        ),
        ("other", "Email=email|Email (2)=|Name=name"),
    ],
)
def test_columns_of_the_systems_are_known(system: str, columns: str) -> None:
    meant = dict(pair.rsplit("=", 1) for pair in columns.split("|"))
    found = {column: field for field, column in guess(list(meant)).items()}
    assert {name: found.get(name, "") for name in meant} == meant
    assert system_of(list(meant)) == system


def test_without_a_name_it_is_not_enough() -> None:
    assert not is_enough(guess(["Email", "Phone"]))
    assert is_enough(guess(["Email", "Surname"]))
