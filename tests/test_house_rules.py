"""The habits of docs/architecture.md that no tool checks. Each message says what to do; there are no exceptions."""

import ast
import re

from tests.source import CODE, Function, files, functions, is_text, modules, place, refuse, text, tree

LONGEST_FILE = 300
LONGEST_FUNCTION = 25


def test_files_stay_short():
    paths = [*modules(tests=True), *files(".html", below=CODE), *files(".js", ".css", below=CODE / "ui/static/ui/js")]
    long = [f"{place(p)}: {n} lines" for p in paths if (n := len(text(p).splitlines())) > LONGEST_FILE]
    refuse(long, "Make it a package of the same name, one concern a file.")


def test_functions_stay_short():
    long = [
        f"{place(path, node.lineno)} {node.name}: {length} lines"
        for path in modules()
        for node in functions(path)
        if (length := _length(path, node)) > LONGEST_FUNCTION
    ]
    refuse(long, "Move one step of it into a function with a name of its own.")


def _length(path, node: Function) -> int:
    """Lines of the body that do something: without docstring, comments and blanks."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    if not body:
        return 0
    lines = text(path).splitlines()[body[0].lineno - 1 : node.end_lineno]
    return sum(bool(line.strip()) and not line.strip().startswith("#") for line in lines)


def test_nothing_is_printed():
    found = [
        place(path, node.lineno)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint"}
    ]
    refuse(found, "Log it, or in a command write to sys.stdout.")


def test_own_code_is_never_mocked():
    doubles = re.compile(r"unittest\.mock|\bmocker\b|mock\.patch|monkeypatch\.setattr\(\s*[\"']doanso")
    found = [
        place(p, n)
        for p in modules(tests=True)
        if p.name != "test_house_rules.py"
        for n, line in enumerate(text(p).splitlines(), 1)
        if doubles.search(line)
    ]
    refuse(found, "Use the real thing: real rows, the real server, `now=`.")


def test_no_exception_is_swallowed_whole():
    found = [
        place(path, node.lineno)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises_again(node)
    ]
    refuse(found, "Name the exceptions that you expect, or raise again.")


def _catches_all(node: ast.ExceptHandler) -> bool:
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})


def _raises_again(node: ast.ExceptHandler) -> bool:
    return isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None


def test_templates_hold_no_code_and_no_style():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:",
        re.I,
    )
    found = [
        place(p, n)
        for p in files(".html", below=CODE)
        for n, line in enumerate(text(p).splitlines(), 1)
        if inline.search(line)
    ]
    refuse(found, "The Content-Security-Policy forbids it: use a class, or a module in static/.")


def test_imports_inside_functions_say_why():
    found = [
        place(path, node.lineno)
        for path in modules()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not _explained(path, node)
    ]
    refuse(found, "Import at the top, or say in a comment on that line why not.")


def _explained(path, node: ast.stmt) -> bool:
    lines = text(path).splitlines()
    return any("#" in lines[number] for number in range(node.lineno - 1, node.end_lineno or node.lineno))


def test_no_file_knows_a_machine_or_a_registry():
    """Put together here, so that this file does not contain them itself."""
    roots = [f"/{name}/" for name in ("work/main", "work/shared", "opt/dev", "root", "home/[a-z]")]
    hosts = [r"pypi\.or" + "g", r"pythonhosted\.or" + "g", r"registry\.npmj" + "s", r"deb\.debia" + r"n\.org"]
    words = re.compile("|".join(roots + hosts))
    kinds = (".py", ".toml", ".txt", ".md", ".html", ".js", ".css", ".json", ".yml", ".typ", ".po", ".cfg", "")
    found = [
        place(p, n)
        for p in files(*kinds)
        if p.name not in {"LICENSE"} and is_text(p)
        for n, line in enumerate(text(p).splitlines(), 1)
        if words.search(line)
    ]
    refuse(found, "Use settings, a relative path, or a package's name.")


HOLD_NOW = {"context", "handover", "source"}
"""Arguments with a time in them: `EffectContext`, `Handover`, the register's `Source`."""


def test_writes_take_the_time_and_keywords():
    found = [
        f"{place(path, node.lineno)} {node.name}"
        for path in modules()
        if path.stem == "services" or path.parent.name == "services"
        for node in tree(path).body
        if isinstance(node, Function) and not node.name.startswith("_") and _is_atomic(node) and _has_arguments(node)
        if not {"now"} & {a.arg for a in node.args.kwonlyargs} and not HOLD_NOW & {a.arg for a in node.args.args}
    ]
    refuse(
        found, "A write takes `*, now: datetime`, or something that holds it: tests then need no clock of their own."
    )


def _is_atomic(node: Function) -> bool:
    return any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)


def _has_arguments(node: Function) -> bool:
    return bool(node.args.args or node.args.kwonlyargs)


REGISTER = {
    "src/doanso/core/units/services/seats.py",
    "src/doanso/core/units/demo.py",
    "src/doanso/features/members/services/register.py",
    "src/doanso/features/members/services/regrouping.py",
    "src/doanso/features/procedures/bench_merger.py",  # fills an installation of its own
}


def test_memberships_are_written_by_the_register_alone():
    found = [
        place(path, node.lineno)
        for path in modules()
        if place(path) not in REGISTER
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _writes_membership(ast.unparse(node.func))
    ]
    refuse(found, "Make an entry: features/members/services/register.py.")


def _writes_membership(called: str) -> bool:
    name = called.rpartition(".")[2]
    if name in {"Membership", "keep_membership", "add_memberships", "admit"}:
        return True
    rows = "Membership.objects" in called or ".memberships" in called
    return rows and name in {
        "create",
        "get_or_create",
        "update_or_create",
        "bulk_create",
        "bulk_update",
        "update",
        "delete",
    }


def test_migrations_can_be_undone():
    found = []
    for path in CODE.rglob("migrations/[0-9]*.py"):
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            names = {keyword.arg for keyword in node.keywords}
            if (
                node.func.attr in {"RunPython", "RunSQL"}
                and len(node.args) < 2
                and not names & {"reverse_code", "reverse_sql"}
            ):
                found.append(place(path, node.lineno))
    refuse(found, "Give the second argument: what undoes it, or RunPython.noop.")


def test_sentences_in_code_are_english():
    """Sentences in code are English, Vietnamese stands in locale/vi: else the English interface shows Vietnamese."""
    call = re.compile(r"""(?:\b_|gettext(?:_lazy|_noop)?|\{% (?:translate|blocktranslate))\(?\s*["']([^"']+)["']""")
    vietnamese = re.compile("[ăâđêôơưĂÂĐÊÔƠƯáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]")
    found = [
        place(p, n)
        for p in [*modules(), *files(".html", below=CODE)]
        for n, line in enumerate(text(p).splitlines(), 1)
        for sentence in call.findall(line)
        if vietnamese.search(sentence.replace("Đoàn Số", ""))
    ]
    refuse(found, "Write the sentence in English and its Vietnamese in the app's django.po.")


def test_every_folder_of_code_has_its_place():
    rooms = {p.name for p in CODE.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert rooms == {"cli", "config", "features", "blocks", "core", "ui", "lib", "demo"}
