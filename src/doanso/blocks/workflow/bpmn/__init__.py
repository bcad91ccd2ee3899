"""Exchange with other tools: a flow as BPMN 2.0, and back. docs/bpmn.md tells what becomes what and what is refused."""

from doanso.blocks.workflow.bpmn.write import write

__all__ = ["write"]
