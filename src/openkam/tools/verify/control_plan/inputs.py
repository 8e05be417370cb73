"""What the control plan is given: its lines, and the measurements that are charted."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import model_validator

from openkam.core.fields import Label
from openkam.core.i18n import gettext as _, gettext_lazy
from openkam.core.tool import ToolModel
from openkam.tools.verify.control_plan.checks import check_chart
from openkam.tools.verify.control_plan.parts import ChartInput, PlanLine


class ControlPlanInputs(ToolModel):
    """The plan of one account's process, and the charts of what has been measured so far."""

    account: Annotated[str, Label(gettext_lazy("Account code"))] = ""
    account_name: Annotated[str, Label(gettext_lazy("Account"))] = ""
    project: Annotated[str, Label(gettext_lazy("Project"))] = ""
    lines: Annotated[tuple[PlanLine, ...], Label(gettext_lazy("Lines of the plan"))] = ()
    charts: Annotated[tuple[ChartInput, ...], Label(gettext_lazy("Charts"))] = ()

    @model_validator(mode="after")
    def _charts_can_be_drawn(self) -> Self:
        lines: dict[str, PlanLine] = {}
        for at, line in enumerate(self.lines):
            if line.id in lines:
                text = _("{place}: the id {id} is given twice; give each line its own")
                raise ValueError(text.format(place=f"lines.{at}.id", id=line.id))
            lines[line.id] = line
            if line.rule_set == "western_electric" and any(rule > 4 for rule in line.rules):
                text = _("{place}: Western Electric has the rules 1 to 4")
                raise ValueError(text.format(place=f"lines.{at}.rules"))
        for at, chart in enumerate(self.charts):
            if chart.line not in lines:
                text = _("{place}: there is no line with the id {id}")
                raise ValueError(text.format(place=f"charts.{at}.line", id=chart.line))
            check_chart(f"charts.{at}", lines[chart.line], chart)
        return self
