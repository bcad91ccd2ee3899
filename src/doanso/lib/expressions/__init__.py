"""One safe expression language for conditions, computed values and checks, run alike by server and browser.

`docs/expressions.md` is its manual; the browser's twin is `ui/static/ui/js/expressions.js`.
"""

from doanso.lib.expressions.checking import Types, check
from doanso.lib.expressions.errors import ExpressionError
from doanso.lib.expressions.evaluation import evaluate
from doanso.lib.expressions.parser import Node, parse
from doanso.lib.expressions.values import Value
from doanso.lib.expressions.writing import to_text, variables

__all__ = ["ExpressionError", "Node", "Types", "Value", "check", "evaluate", "parse", "to_text", "variables"]
