"""Exchange with other tools: a flow as BPMN 2.0, and back. docs/bpmn.md tells what becomes what and what is refused.

    write(flow, code=..., name=...) -> bytes      Refused when the flow cannot run yet
    read(xml) -> Read(flow, name, code, lost, doubts)      Unreadable (a Refused) names every element in the way

A read flow may lack what only people know: it is shown with its doubts, and checked by `definition.load` when saved.
"""

from doanso.blocks.workflow.bpmn.findings import Doubt, Read, Unreadable, Unsupported
from doanso.blocks.workflow.bpmn.read import read
from doanso.blocks.workflow.bpmn.write import write

__all__ = ["Doubt", "Read", "Unreadable", "Unsupported", "read", "write"]
