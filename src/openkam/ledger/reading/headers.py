"""The names that columns bear in exports, by role: English, German, French, Spanish and both Chinese scripts.

Within a role the likelier name stands first: where two columns fit, the earlier name wins. Names are written as
`plain_name` makes them: lower case, no accents, words parted by one blank. Sources: the field names in the export
pages of Salesforce, HubSpot, Odoo, Dynamics 365, Xero and QuickBooks, the SAP tables VBRK/VBRP/KNA1/BSAD, and the
column titles usual in the Chinese systems of Taiwan and the mainland.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from openkam.ledger.types import Role

_NAMES: Final[dict[Role, str]] = {
    Role.ACCOUNT: """
        account key|account code|account id|account number|account no|customer code|customer id|customer key
        customer number|customer no|customer account|cust id|cust no|cust code|account|kunnr|kunag|sold to party
        sold to|sold to customer no|sell to customer no|bill to customer no|bill to customer|invoice account|kunrg
        payer|debtor|debtor no|partner id|partner ref|partner|client code|client id|client number|client no
        company id|company code|contact id|reseller key|reseller id|store id|record id|customer|client|buyer
        kundennummer|kundennr|kunden nr|kunde nr|kunden no|kundencode|debitor|debitorennummer|debitor nr
        kunde|auftraggeber
        code client|numero client|no client|n client|id client|compte client|compte|tiers|code tiers
        codigo cliente|codigo de cliente|codigo del cliente|cod cliente|id cliente|numero de cliente|no cliente|cliente
        客戶代號|客戶編號|客戶代碼|客戶號碼|客戶編碼|客代|客戶號|公司代號|公司代碼|公司編號|買方統一編號|買方統編|客戶統編|統一編號|統編
        客户代号|客户编号|客户代码|客户编码|客户号|公司代号|公司代码|公司编号|客户id|往来单位编码|往来单位代码|购方税号
        客戶|客户|帳號|往來對象代號
    """,
    Role.ACCOUNT_NAME: """
        account name|customer name|client name|company name|partner name|contact name|buyer name|reseller name
        reseller|store name|name1|name 1|customer full name|invoice partner display name|partner display name
        associated company|company|organisation|organization|sell to customer name|bill to name|sold to name
        kundenname|name des kunden|firma|firmenname|debitorenname
        nom du client|nom client|raison sociale|client nom|societe|intitule
        nombre del cliente|nombre cliente|nombre de cliente|razon social|empresa
        客戶名稱|客戶全名|客戶簡稱|公司名稱|公司簡稱|買方名稱|買受人|往來對象|往來對象名稱|客名|客戶姓名
        客户名称|客户全称|客户简称|公司名称|公司简称|购方名称|购货单位|购货单位名称|往来单位|往来单位名称|购买方名称|客户姓名
        name|nom|nombre|名稱|名称
    """,
    Role.PARENT: """
        parent account|parent account key|parent account id|parent account number|parent customer|parent company
        parent|parent code|parent id|parent key|parent name|group account|group parent|ultimate parent|konzs|hkunnr
        head office|headquarters account|account parent|parent account name
        konzern|muttergesellschaft|konzernmutter|hauptkunde|mutterkonto
        societe mere|maison mere|compte parent|client parent|groupe client
        empresa matriz|matriz|cuenta principal|cliente principal
        母公司|集團|集團代號|母公司代號|所屬集團|總公司|總公司代號|上層客戶|上級客戶
        集团|集团代码|母公司代码|所属集团|总公司|上级客户|上级单位|总店
    """,
    Role.DATE: """
        invoice date|invoice bill date|billing date|posting date|order date|document date|doc date|transaction date
        sales date|sale date|date of invoice|date of sale|close date|closed date|accounting date|entry date
        bill date|tax date|fkdat|budat|bldat|erdat|audat|txn date|date|trans date|invoiced on|invoiced at|issue date
        issue on|ship date|shipping date|shipment date|delivery date|order day|day|created date|create date
        rechnungsdatum|belegdatum|buchungsdatum|fakturadatum|auftragsdatum|bestelldatum|lieferdatum|datum|tag
        date de facture|date facture|date de facturation|date de commande|date commande|date de vente
        date comptable|date piece
        fecha de factura|fecha factura|fecha de pedido|fecha pedido|fecha de venta|fecha contable
        fecha de emision|fecha
        發票日期|開票日期|銷貨日期|單據日期|出貨日期|訂單日期|交易日期|銷售日期|憑證日期|過帳日期|立帳日期|開立日期|出表日期|日期|發票日
        发票日期|开票日期|销货日期|单据日期|出货日期|订单日期|交易日期|销售日期|凭证日期|过账日期|记账日期|制单日期|出库日期|发票日
    """,
    Role.DOCUMENT: """
        invoice number|invoice no|invoice id|invoice|invoice num|document number|document no|doc no|billing document
        billing doc|order number|order no|order id|sales order number|sales order|sales document|vbeln|belnr|aubel
        order|so number|sales order no|transaction id|transaction number|transaction no|reference|ref no|num|number
        bill no|bill number|voucher|voucher no|receipt no|po number|opportunity id|deal id|opportunity name|deal name
        rechnungsnummer|rechnungsnr|rechnung nr|rechnungs nr|rechnung|belegnummer|belegnr|beleg nr|beleg|auftragsnummer
        auftragsnr|auftrags nr|auftrag nr|auftrag|bestellnummer|bestellnr|faktura|fakturanummer
        numero de facture|numero facture|no facture|n facture|facture|no de facture|numero de commande|no commande
        commande|piece|no piece|numero de piece
        numero de factura|numero factura|no factura|n factura|factura|numero de pedido|no pedido|pedido|documento|folio
        發票號碼|發票號|單號|單據編號|單據號碼|單據單號|銷貨單號|訂單編號|訂單號碼|訂單單號|訂單號|憑證號碼|憑證編號|出貨單號|銷售單號
        发票号码|发票号|单号|单据编号|单据号|单据号码|销货单号|订单编号|订单号|订单号码|凭证号|凭证编号|出库单号|销售单号|发货单号
    """,
    Role.REVENUE: """
        net revenue|net sales|net amount|net value|line amount|line total|line revenue|untaxed amount
        untaxed amount signed|untaxed total|amount excl tax|amount excluding tax|amount ex tax|subtotal|sub total
        sales amount|sales revenue|sales value|revenue|sales|turnover|netwr|kzwi1|dmbtr|wrbtr|extended price
        extended amount|ext price|ext amount|total price|total revenue|total sales|total amount|invoice amount
        price subtotal|amount lcy|amount|amount in local currency|value|gross sales|invoiced amount|total|net
        nettoumsatz|umsatz|umsatz netto|nettobetrag|nettowert|netto|erlos|erlose|warenwert|positionswert
        rechnungsbetrag|betrag|gesamtpreis|gesamtbetrag|summe
        montant ht|total ht|ca ht|chiffre d affaires|chiffre d affaire|ca|montant net|montant net ht|ventes
        montant|prix total|revenu
        importe neto|importe|base imponible|ventas|venta neta|ventas netas|importe total|subtotal neto|ingresos
        facturacion|monto|valor neto
        未稅金額|銷售額|銷售金額|銷貨金額|銷貨收入|營業收入|營業額|本幣未稅金額|原幣未稅金額|銷售淨額|銷貨淨額|本幣金額|原幣金額
        金額|收入|小計|發票金額|訂單金額|應收金額|總金額|總額|含稅金額
        不含税金额|无税金额|未税金额|销售额|销售金额|销售收入|营业收入|营业额|主营业务收入|本币无税金额|本币金额|原币金额|销售净额
        金额|小计|发票金额|订单金额|应收金额|价税合计|总金额|总额|含税金额
    """,
    Role.QUANTITY: """
        quantity|qty|quantity invoiced|invoiced quantity|billed quantity|order quantity|quantity ordered|ordered qty
        units|units sold|fkimg|menge|kwmeng|pieces|pcs|sales quantity|qty invoiced|shipped qty|order qty
        anzahl|stuck|stuckzahl|fakturierte menge|stueckzahl
        quantite|qte|quantite facturee|nombre d unites
        cantidad|cant|unidades
        數量|銷售數量|銷貨數量|出貨數量|開票數量|件數|計價數量
        数量|销售数量|销货数量|出货数量|开票数量|实发数量|件数|发货数量|基本单位数量
    """,
    Role.PRICE: """
        unit price|price|price unit|price per unit|price each|sales price|selling price|unit amount|unit selling price
        list price|rate|net price|netpr|price excl tax|sales unit price
        stuckpreis|einzelpreis|preis|verkaufspreis|nettopreis|stueckpreis
        prix unitaire|prix unitaire ht|pu ht|pu|prix|prix de vente
        precio unitario|precio|precio de venta|p unitario
        單價|未稅單價|銷售單價|售價|原幣單價|本幣單價|價格|含稅單價
        单价|无税单价|不含税单价|销售单价|售价|原币单价|价格|含税单价
    """,
    Role.DIRECT_COST: """
        direct cost|line cost|total cost|extended cost|ext cost|cost amount|cost of goods sold|cogs|cost of sales
        cost of sale|cost value|wavwr|total product cost|total standard cost|sales cost|cost|costs|cost lcy
        product cost|standard cost|cost price|cost amount actual
        wareneinsatz|kosten|einstandswert|herstellkosten|selbstkosten|direkte kosten|einzelkosten|materialkosten
        cout direct|cout total|cout des ventes|cout|couts|cout de revient|prix de revient|cout d achat
        coste directo|coste total|coste de ventas|costo de ventas|costo directo|costo total|coste|costo|costes|costos
        直接成本|銷貨成本|銷售成本|成本金額|成本|營業成本|總成本|標準成本|本幣成本
        销货成本|销售成本|成本金额|营业成本|主营业务成本|总成本|标准成本|结转成本
    """,
    Role.CURRENCY: """
        currency|currency code|invoice currency|doc currency|document currency|waerk|waers|curr|transaction currency
        currency iso code|curr code|ccy|deal currency code
        wahrung|waehrung|belegwahrung|wahrungscode
        devise|monnaie|code devise
        moneda|divisa|codigo de moneda
        幣別|幣種|貨幣|交易幣別|原幣幣別|貨幣代碼
        币别|币种|货币|交易币种|货币代码|币种名称|原币币种
    """,
    Role.PRODUCT: """
        product key|product code|product id|product number|product no|item number|item no|item code|item id|sku
        material|material number|matnr|stock code|inventory item code|part number|part no|product|item|product service
        product name|item name|product description|item description|arktx|article|article no|article number
        artikel|artikelnummer|artikelnr|artikel nr|produkt|produktnummer|produktname|materialnummer|sachnummer
        code article|reference article|produit|code produit|designation|libelle article
        articulo|codigo articulo|codigo de articulo|producto|codigo producto|codigo de producto|nombre del producto
        品號|料號|產品編號|產品代號|產品代碼|商品編號|商品代號|料品編號|貨號|物料編號|產品|產品名稱|品名|商品名稱|商品
        存货编码|物料编码|物料代码|产品编号|产品编码|产品代码|商品编码|商品编号|货号|料号|品号|存货名称|物料名称|产品|产品名称|商品名称
    """,
    Role.SALESPERSON: """
        salesperson|sales person|sales rep|sales representative|rep|account owner|account manager|opportunity owner
        deal owner|company owner|owner|employee key|employee id|employee|salesperson code|salesperson key|seller
        sales employee|sales taker|sales responsible|sales owner|employee number|pernr|vkgrp|salesman|responsible
        vertriebsmitarbeiter|verkaufer|verkaeufer|aussendienst|sachbearbeiter|vertreter|betreuer|kundenbetreuer
        vendeur|commercial|representant|charge de compte
        vendedor|comercial|representante|agente|agente comercial
        業務員|業務人員|業務代表|業務|業務員代號|業務員編號|業務員姓名|負責業務|銷售人員|銷售員|承辦人
        业务员|业务人员|业务代表|销售人员|销售员|业务员编码|业务员名称|负责人|销售代表|客户经理
    """,
    Role.TERRITORY: """
        territory|territory key|territory id|sales territory|sales territory key|sales region|region|sales district
        area|bzirk|country|country region|land1|regio|market|sales office|state|state province|province|billing country
        vertriebsgebiet|gebiet|verkaufsgebiet|bezirk|land|bundesland
        territoire|secteur geographique|zone|pays
        territorio|zona|pais|comunidad
        地區|區域|銷售區域|銷售地區|地區別|區域別|國家|國別|縣市|外國企業註冊地國
        地区|区域|销售区域|销售地区|大区|国家|国别|省份|片区|所属区域
    """,
    Role.SEGMENT: """
        segment|customer segment|market segment|business type|customer type|account type|customer group|kdgrp|industry
        sector|channel|sales channel|distribution channel|vtweg|customer class|customer category|category type
        branche|kundengruppe|kundentyp|kundensegment|vertriebskanal|vertriebsweg|kundenklasse
        secteur|secteur d activite|type de client|categorie client|canal|famille client
        segmento|tipo de cliente|sector de actividad|canal de venta|grupo de clientes
        產業別|產業|客戶類別|客戶類型|客戶分類|客戶等級|通路|通路別|行業|行業別|客群
        产业|行业|客户类别|客户类型|客户分类|客户等级|渠道|所属行业|客户级别|客户群
    """,
    Role.DUE_ON: """
        due date|due on|payment due date|invoice due date|date due|net due date|faedt|zfbdt|maturity date|maturity
        due|payment due|expected payment date
        falligkeitsdatum|falligkeit|fallig am|zahlungsziel|faelligkeitsdatum|nettofalligkeit
        date d echeance|echeance|date echeance
        fecha de vencimiento|fecha vencimiento|vencimiento
        到期日|到期日期|應收款日|預計收款日|預收日|付款期限|應付日期|收款到期日
        到期日期|应收日期|预计收款日|预计收款日期|付款到期日|收款期限|应收款日期
    """,
    Role.PAID_ON: """
        paid date|date paid|payment date|paid on|clearing date|augdt|settled on|settlement date|paid at
        last payment date|fully paid on date|closed on|collection date|receipt date
        zahlungsdatum|bezahlt am|ausgleichsdatum|zahlungseingang|zahldatum
        date de paiement|date paiement|date de reglement|date reglement|paye le|regle le
        fecha de pago|fecha pago|fecha de cobro|pagado el|fecha cobro
        付款日期|付款日|收款日期|收款日|實際收款日|入帳日|沖帳日期|沖銷日期
        实际收款日|收款日期|付款日期|回款日期|到账日期|核销日期|入账日期|实收日期
    """,
}

DATE_ROLES: Final = (Role.DATE, Role.DUE_ON, Role.PAID_ON)
NUMBER_ROLES: Final = (Role.REVENUE, Role.QUANTITY, Role.PRICE, Role.DIRECT_COST)

TOTAL_WORDS: Final = (
    "total", "totals", "grand total", "sub total", "subtotal", "sum", "totale", "total general", "total general:",
    "summe", "gesamt", "gesamtsumme", "zwischensumme", "gesamtergebnis", "ergebnis", "somme", "sous-total",
    "total général", "suma", "suma total", "總計", "合計", "總和", "小計", "共計", "累計",
    "总计", "合计", "总和", "小计", "共计", "累计",
)  # fmt: skip
"""The lower-case words with which a total row names itself; the cell holds nothing else but perhaps a colon."""


def is_total(cell: str) -> bool:
    """Whether a cell that should hold a code or a name says that its row is a total."""
    return cell.strip().casefold().rstrip(" :：") in TOTAL_WORDS


_NOT_AN_AMOUNT: Final = re.compile(
    r"\b(annual|yearly|estimated|expected|forecast|budget|target|tax|vat|discount|shipping|freight|gross margin|margin"
    r"|commission|jahres\w*|steuer|mwst|rabatt|plan|objectif|tva|remise|iva|descuento|limit|credit|balance)\b"
)
_PLACE_OF_OTHERS: Final = re.compile(
    r"\b(delivery|ship to|supplier|vendor|manufacturer|fournisseur|lieferant|proveedor)\b"
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS: Final = re.compile(r"[(\[{（【][^)\]}）】]*[)\]}）】]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


def plain_name(name: str) -> str:
    """`name` as the vocabulary writes it: `InvoiceDate`, `invoice_date` and `Invoice Date (UTC)` are one."""
    text = unicodedata.normalize("NFKC", name).strip()
    text = _BRACKETS.sub(" ", text) if _BRACKETS.sub("", text).strip() else text
    if not text.isupper():
        text = _CAMEL.sub(" ", text)
    text = text.casefold().replace("№", " no ").replace("#", " no ")
    text = re.sub(r"\bn[°ºo]\.?(?=\s|\w|$)", "no ", text) if re.search(r"\bn[°º]", text) else text
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    text = re.sub(r"[\W_]+", " ", text)
    return " ".join(text.split())


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[Role, float]]:
    found: dict[str, tuple[Role, float]] = {}
    for role, text in _NAMES.items():
        names = [name.strip() for line in text.split("\n") for name in line.split("|") if name.strip()]
        for place, name in enumerate(names):
            found.setdefault(plain_name(name), (role, 0.97 - 0.2 * place / len(names)))
    return found


def role_of_name(name: str) -> tuple[Role, float] | None:
    """The role that a column of this name usually has and how sure the name alone makes it, from 0 to 1."""
    plain = plain_name(name)
    index = _index()
    if plain in index:
        return index[plain]
    near = _by_last_words(plain) or _by_han_ending(plain)
    if near is None:
        return None
    role, sure = near
    if role in NUMBER_ROLES and _NOT_AN_AMOUNT.search(plain):
        return None
    if _PLACE_OF_OTHERS.search(plain) and role not in DATE_ROLES:
        return None
    return role, sure * 0.8


def _by_last_words(plain: str) -> tuple[Role, float] | None:
    """`amount net sales` is `net sales`; a single last word counts only where it says enough by itself."""
    words = plain.split(" ")
    for start in range(1, len(words)):
        rest = " ".join(words[start:])
        found = _index().get(rest)
        if found is not None and rest not in _TOO_SHORT:
            return found
    for end in range(len(words) - 1, 0, -1):
        found = _index().get(" ".join(words[:end]))
        if found is not None and words[end] in _UNITS:
            return found
    return None


_TOO_SHORT: Final = frozenset({
    "name", "number", "no", "id", "account", "order", "item", "total", "net", "value", "day", "due", "rate", "num",
    "rep", "area", "zone", "state", "compte", "commercial", "channel", "material", "reference", "units", "pieces",
    "owner", "company", "land", "industry", "market", "order date", "close date",
})  # fmt: skip
_UNITS: Final = frozenset({
    "eur", "usd", "twd", "ntd", "cny", "rmb", "gbp", "chf", "jpy", "hkd", "sgd", "local", "currency", "lc", "base",
    "ht", "excl", "net", "gross",
})  # fmt: skip


def _by_han_ending(plain: str) -> tuple[Role, float] | None:
    if not _HAN.search(plain):
        return None
    compact = plain.replace(" ", "")
    best: tuple[str, tuple[Role, float]] | None = None
    for name, found in _index().items():
        if (
            len(name) > 1
            and _HAN.search(name)
            and compact.endswith(name)
            and (best is None or len(name) > len(best[0]))
        ):
            best = (name, found)
    return best[1] if best else None


_CURRENCY_SIGNS: Final = (
    ("NT$", "TWD"), ("US$", "USD"), ("HK$", "HKD"), ("S$", "SGD"), ("RMB", "CNY"), ("€", "EUR"), ("£", "GBP"),
    ("新臺幣", "TWD"), ("新台幣", "TWD"), ("臺幣", "TWD"), ("台幣", "TWD"), ("人民币", "CNY"), ("人民幣", "CNY"),
    ("美元", "USD"), ("美金", "USD"), ("欧元", "EUR"), ("歐元", "EUR"), ("日圓", "JPY"),
    ("港币", "HKD"), ("港幣", "HKD"),
)  # fmt: skip
_CURRENCY_CODES: Final = re.compile(
    r"(?<![A-Za-z])(EUR|USD|TWD|NTD|CNY|GBP|CHF|JPY|HKD|SGD|AUD|CAD|SEK|NOK|DKK|PLN|CZK|KRW|INR|BRL|MXN)(?![A-Za-z])"
)


def currency_in(text: str) -> str:
    """The ISO code of the currency that a header or amount names; empty where it names none or is ambiguous (¥, $)."""
    for sign, code in _CURRENCY_SIGNS:
        if sign in text:
            return code
    found = _CURRENCY_CODES.search(text)
    if found is None:
        return ""
    return "TWD" if found[1] == "NTD" else found[1]
