"""The columns of exports that people bring, by system, guessed with no help.

Names are the field names of each system's export or list view; the rows are made up.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from openkam.ledger.reading import preview
from openkam.ledger.types import Role

EXPORTS: dict[str, tuple[str, dict[str, str]]] = {
    "salesforce": (
        "Account ID,Account Name,Parent Account,Opportunity Name,Close Date,Amount,Amount Currency,Product Name,"
        "Quantity,Sales Price,Opportunity Owner,Stage\n"
        "0015g00000AbCdE,Acme Trading Ltd,Acme,Refit 2024,2024-05-13,1200.50,EUR,Pump A,2,600.25,Jo Smith,Won\n"
        "0015g00000AbCdF,Beta Works GmbH,,Line 3,2024-05-14,800,EUR,Pump B,1,800,Al Brown,Won\n",
        {
            "account": "Account ID", "account_name": "Account Name", "parent": "Parent Account", "date": "Close Date",
            "revenue": "Amount", "currency": "Amount Currency", "product": "Product Name", "quantity": "Quantity",
            "price": "Sales Price", "salesperson": "Opportunity Owner", "document": "Opportunity Name",
        },
    ),
    "hubspot": (
        "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Currency,Associated Company\n"
        "9912,Renewal 2024,Won,2024-01-31 10:22,Ann Lee,5000,USD,Northwind Traders\n"
        "9913,New line,Won,2024-02-01 08:00,Ann Lee,750.5,USD,Contoso Ltd\n",
        {
            "document": "Deal Name", "date": "Close Date", "salesperson": "Deal owner", "revenue": "Amount",
            "currency": "Currency", "account_name": "Associated Company",
        },
    ),
    "odoo": (
        "Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Untaxed Amount Signed,Currency,Salesperson\n"
        "INV/2024/00012,Azure Interior,2024-03-01,2024-03-31,2350.00,EUR,Mitchell Admin\n"
        "INV/2024/00013,Deco Addict,2024-03-02,2024-04-01,-120.00,EUR,Marc Demo\n",
        {
            "document": "Number", "account": "Invoice Partner Display Name", "date": "Invoice/Bill Date",
            "due_on": "Due Date", "revenue": "Untaxed Amount Signed", "currency": "Currency",
            "salesperson": "Salesperson",
        },
    ),
    "dynamics": (
        "Invoice account,Name,Invoice,Invoice date,Item number,Quantity,Unit price,Line amount,Currency,Sales taker\n"
        "US-001,Contoso Retail,CIV-000101,13/05/2024,D0001,10,25.00,250.00,USD,Sara Thomas\n"
        "US-002,Contoso Europe,CIV-000102,14/05/2024,D0003,1,99.90,99.90,USD,Sara Thomas\n",
        {
            "account": "Invoice account", "account_name": "Name", "document": "Invoice", "date": "Invoice date",
            "product": "Item number", "quantity": "Quantity", "price": "Unit price", "revenue": "Line amount",
            "currency": "Currency", "salesperson": "Sales taker",
        },
    ),
    "business central": (
        "Document No.,Posting Date,Sell-to Customer No.,Sell-to Customer Name,Item No.,Quantity,Unit Price,"
        "Amount (LCY),Cost Amount (Actual)\n"
        "103001,5/13/2024,10000,The Cannon Group PLC,1896-S,2,500.40,1000.80,780.70\n"
        "103002,5/14/2024,20000,Selangorian Ltd.,1900-S,1,99.00,99.00,80.00\n",
        {
            "document": "Document No.", "date": "Posting Date", "account": "Sell-to Customer No.",
            "account_name": "Sell-to Customer Name", "product": "Item No.", "quantity": "Quantity",
            "price": "Unit Price", "revenue": "Amount (LCY)", "direct_cost": "Cost Amount (Actual)",
        },
    ),
    "xero": (
        "ContactName,InvoiceNumber,InvoiceDate,DueDate,InventoryItemCode,Quantity,UnitAmount,LineAmount,Currency\n"
        "City Limousines,INV-0001,13/05/2024,27/05/2024,BOOK,2,10.50,21.00,NZD\n"
        "Bayside Club,INV-0002,14/05/2024,28/05/2024,PMBR,1,99.00,99.00,NZD\n",
        {
            "account": "ContactName", "document": "InvoiceNumber", "date": "InvoiceDate", "due_on": "DueDate",
            "product": "InventoryItemCode", "quantity": "Quantity", "price": "UnitAmount", "revenue": "LineAmount",
            "currency": "Currency",
        },
    ),
    "sap, technical names": (
        "KUNNR;NAME1;VBELN;FKDAT;MATNR;FKIMG;NETWR;WAERK;WAVWR\n"
        "0000100234;Müller Anlagenbau;0090001234;20240513;MAT-100;5;1.250,00;EUR;900,10\n"
        "0000100235;Öl & Gas AG;0090001235;20240514;MAT-200;1;99,90;EUR;50,00\n",
        {
            "account": "KUNNR", "account_name": "NAME1", "document": "VBELN", "date": "FKDAT", "product": "MATNR",
            "quantity": "FKIMG", "revenue": "NETWR", "currency": "WAERK", "direct_cost": "WAVWR",
        },
    ),
    "sap, german": (
        "Debitor;Rechnungsdatum;Belegnummer;Material;Fakturierte Menge;Nettowert;Währung;Fälligkeitsdatum\n"
        "100234;13.05.2024;90001234;MAT-100;5;1.250,00;EUR;12.06.2024\n"
        "100235;14.05.2024;90001235;MAT-200;1;99,90;EUR;13.06.2024\n",
        {
            "account": "Debitor", "date": "Rechnungsdatum", "document": "Belegnummer", "product": "Material",
            "quantity": "Fakturierte Menge", "revenue": "Nettowert", "currency": "Währung",
            "due_on": "Fälligkeitsdatum",
        },
    ),
    "quickbooks": (
        "Date,Transaction Type,Num,Customer,Product/Service,Qty,Sales Price,Amount,Balance\n"
        "05/13/2024,Invoice,1001,Amy's Bird Sanctuary,Gardening,2,50.00,100.00,100.00\n"
        "05/14/2024,Credit Memo,1002,Bill's Windsurf Shop,Pest Control,-1,35.00,-35.00,65.00\n",
        {
            "date": "Date", "document": "Num", "account": "Customer", "product": "Product/Service", "quantity": "Qty",
            "price": "Sales Price", "revenue": "Amount",
        },
    ),
    "taiwan": (
        "客戶代號,客戶簡稱,銷貨日期,銷貨單號,品號,數量,單價,未稅金額,幣別,業務員,預計收款日,銷貨成本,地區別\n"
        "C0012,大同貿易,113/05/26,S1130526001,PN-01,10,120,1200,NTD,王小明,113/06/30,900,北區\n"
        "C0013,永豐實業,113/05/27,S1130527001,PN-02,1,99,99,NTD,李小華,113/06/30,50,南區\n",
        {
            "account": "客戶代號", "account_name": "客戶簡稱", "date": "銷貨日期", "document": "銷貨單號",
            "product": "品號", "quantity": "數量", "price": "單價", "revenue": "未稅金額", "currency": "幣別",
            "salesperson": "業務員", "due_on": "預計收款日", "direct_cost": "銷貨成本", "territory": "地區別",
        },
    ),
    "mainland": (
        "客户编码,客户名称,单据日期,单据号,存货编码,数量,无税单价,无税金额,币种,业务员,结转成本\n"
        "KH001,上海某某贸易有限公司,2024-05-26,XS0001,CH01,10,120,1200,人民币,张三,900\n"
        "KH002,北京某某科技有限公司,2024-05-27,XS0002,CH02,1,99,99,人民币,李四,50\n",
        {
            "account": "客户编码", "account_name": "客户名称", "date": "单据日期", "document": "单据号",
            "product": "存货编码", "quantity": "数量", "price": "无税单价", "revenue": "无税金额", "currency": "币种",
            "salesperson": "业务员", "direct_cost": "结转成本",
        },
    ),
    "mainland, buyer's name only": (
        "日期,购货单位,单据编号,产品名称,实发数量,销售单价,销售金额,部门\n"
        "2024/5/26,上海某某贸易有限公司,XOUT000001,水泵,10,120,1200,华东\n"
        "2024/5/27,北京某某科技有限公司,XOUT000002,阀门,1,99,99,华北\n",
        {
            "date": "日期", "account": "购货单位", "document": "单据编号", "product": "产品名称",
            "quantity": "实发数量", "price": "销售单价", "revenue": "销售金额",
        },
    ),
    "french": (
        "Code client;Nom du client;Date de facture;N° facture;Article;Quantité;Prix unitaire HT;Montant HT;Devise;"
        "Date d'échéance;Commercial\n"
        "CL001;Société Générale de Pompes;13/05/2024;F2024-001;PMP;2;1 250,50;2 501,00;EUR;12/06/2024;Dupont\n"
        "CL002;Ateliers Réunis;14/05/2024;F2024-002;VAN;1;99,90;99,90;EUR;13/06/2024;Martin\n",
        {
            "account": "Code client", "account_name": "Nom du client", "date": "Date de facture",
            "document": "N° facture", "product": "Article", "quantity": "Quantité", "price": "Prix unitaire HT",
            "revenue": "Montant HT", "currency": "Devise", "due_on": "Date d'échéance", "salesperson": "Commercial",
        },
    ),
    "spanish": (
        "Código de cliente;Nombre del cliente;Fecha de factura;Nº factura;Artículo;Cantidad;Precio unitario;"
        "Base imponible;Coste;Fecha de vencimiento;Vendedor;País\n"
        "C-1;Bodegas Ibéricas S.A.;13/05/2024;F-001;V-10;2;1.250,50;2.501,00;1.900,00;12/06/2024;Ruiz;España\n"
        "C-2;Aceites del Sur;14/05/2024;F-002;A-10;1;99,90;99,90;80,00;13/06/2024;Gil;España\n",
        {
            "account": "Código de cliente", "account_name": "Nombre del cliente", "date": "Fecha de factura",
            "document": "Nº factura", "product": "Artículo", "quantity": "Cantidad", "price": "Precio unitario",
            "revenue": "Base imponible", "direct_cost": "Coste", "due_on": "Fecha de vencimiento",
            "salesperson": "Vendedor", "territory": "País",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("system", EXPORTS)
def test_columns_of_usual_exports_are_understood(system: str, tmp_path: Path) -> None:
    text, expected = EXPORTS[system]
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")

    seen = preview(path)

    found = {role.value: column for role, column in seen.mapping.columns.items()}
    missing = {role: column for role, column in expected.items() if found.get(role) != column}
    assert missing == {}, found
    assert set(found) - set(expected) <= {"account", "account_name"}
    assert seen.content == "lines"
    assert seen.missing == ()


@pytest.mark.parametrize(
    ("system", "order", "decimal"),
    [
        ("dynamics", "dmy", "."),
        ("business central", "mdy", "."),
        ("sap, technical names", "ymd", ","),
        ("sap, german", "dmy", ","),
        ("taiwan", "roc", "."),
        ("mainland, buyer's name only", "ymd", "."),
        ("french", "dmy", ","),
        ("hubspot", "iso", "."),
    ],
)
def test_dates_and_decimals_of_usual_exports(system: str, order: str, decimal: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(EXPORTS[system][0], encoding="utf-8")

    mapping = preview(path).mapping

    assert mapping.date_orders[Role.DATE] == order
    assert mapping.decimal == decimal
