"""Draw docs/map.md from the code: rooms and their imports, apps, flows, events, registries.

`python tools/make_map.py` writes it, `--check` fails when it is out of date.
"""

import ast
import sys
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sampan"
MAP = ROOT / "docs" / "map.md"
ROOMS = (
    "config",
    "web",
    "flows",
    "apps",
    "integrations",
    "intelligence",
    "reference",
    "letters",
    "kernel",
    "domain",
)
HEAD = """# The map

Drawn from the imports by `make map`; a test fails when it is out of date. An arrow says who imports
whom, and how many modules do. What each room is for stands in the README.
"""


def draw() -> str:
    """The whole page."""
    graph = grimp.build_graph("sampan", include_external_packages=False)
    parts = [HEAD, _rooms(graph), _apps(), _doors(graph), _flows(graph), _events(), _registries()]
    return "\n".join(parts)


def _rooms(graph: grimp.ImportGraph) -> str:
    edges: Counter[tuple[str, str]] = Counter()
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            pair = _room(importer), _room(imported)
            if pair[0] in ROOMS and pair[1] in ROOMS and pair[0] != pair[1]:
                edges[pair] += 1
    order = {room: place for place, room in enumerate(ROOMS)}
    lines = [
        f"  {start} -->|{count}| {end}"
        for (start, end), count in sorted(
            edges.items(), key=lambda edge: (order[edge[0][0]], order[edge[0][1]])
        )
    ]
    table = [f"| `{room}` | {_sentence(SOURCE / room)} |" for room in ROOMS if _is_room(room)]
    drawing = ["```mermaid", "flowchart TD", *lines, "```", ""]
    return "\n".join(["## Rooms", "", *drawing, "| room | what |", "|---|---|", *table, ""])


def _apps() -> str:
    rows = [
        f"| `{folder.name}` | {_sentence(folder)} | {', '.join(_models(folder)) or '-'} |"
        for folder in _folders(SOURCE / "apps")
    ]
    return "\n".join(
        ["## Apps", "", "| app | what it remembers | tables |", "|---|---|---|", *rows, ""]
    )


def _doors(graph: grimp.ImportGraph) -> str:
    rows = []
    for folder in _folders(SOURCE / "web"):
        inside = graph.find_descendants(f"sampan.web.{folder.name}") | {f"sampan.web.{folder.name}"}
        flows = _touched(graph, inside, "sampan.flows.")
        apps = _touched(graph, inside, "sampan.apps.")
        rows.append(f"| `{folder.name}` | {_list(flows)} | {_list(apps)} |")
    return "\n".join(
        ["## Doors", "", "| door | flows | apps, directly |", "|---|---|---|", *rows, ""]
    )


def _flows(graph: grimp.ImportGraph) -> str:
    rows = []
    for path in sorted((SOURCE / "flows").rglob("*.py")):
        if path.name == "__init__.py":
            continue
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        module = {f"sampan.{name}"}
        apps = _touched(graph, module, "sampan.apps.")
        rows.append(f"| `{name.removeprefix('flows.')}` | {_sentence(path)} | {_list(apps)} |")
    return "\n".join(["## Flows", "", "| flow | what happens | apps |", "|---|---|---|", *rows, ""])


def _events() -> str:
    tree = ast.parse((SOURCE / "domain" / "events.py").read_text(encoding="utf-8"))
    reactions = _reactions()
    rows = [
        f"| `{node.name}` | {_first_line(ast.get_docstring(node))} | "
        f"{_list(reactions.get(node.name, []))} |"
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    ]
    head = ["## Events", "", "| event | what has happened | who reacts |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _reactions() -> dict[str, list[str]]:
    tree = ast.parse((SOURCE / "flows" / "reactions.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "REACTIONS":
            assert isinstance(node.value, ast.Dict)
            return {
                ast.unparse(key): [ast.unparse(item) for item in getattr(value, "elts", [])]
                for key, value in zip(node.value.keys, node.value.values, strict=True)
                if key is not None
            }
    return {}


def registries() -> dict[str, list[str]]:
    """Every registry: a literal dict in capitals in a package's own file, with its keys."""
    found = {}
    for room in ("domain", "integrations", "reference", "letters", "intelligence"):
        for path in sorted((SOURCE / room).rglob("__init__.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                name, value = _assigned(node)
                if name.isupper() and isinstance(value, ast.Dict) and value.keys:
                    package = ".".join(path.parent.relative_to(SOURCE).parts)
                    keys = [ast.unparse(key).strip("'\"") for key in value.keys if key is not None]
                    found[f"{package}.{name}"] = keys
    return found


def _registries() -> str:
    rows = [f"| `{name}` | {_list(keys)} |" for name, keys in registries().items()]
    return "\n".join(["## Registries", "", "| registry | entries |", "|---|---|", *rows, ""])


def _assigned(node: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(node, ast.AnnAssign):
        return ast.unparse(node.target), node.value
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return ast.unparse(node.targets[0]), node.value
    return "", None


def _touched(graph: grimp.ImportGraph, modules: set[str], prefix: str) -> list[str]:
    depth = prefix.count(".")
    return sorted(
        {
            imported.split(".")[depth]
            for module in modules
            for imported in graph.find_modules_directly_imported_by(module)
            if imported.startswith(prefix)
        }
    )


def _models(folder: Path) -> list[str]:
    paths = [folder / "models.py", *sorted((folder / "models").glob("*.py"))]
    return [
        node.name
        for path in paths
        if path.exists()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base) in {"models.Model", "AbstractUser"} for base in node.bases)
    ]


def _folders(parent: Path) -> list[Path]:
    return sorted(path.parent for path in parent.glob("*/__init__.py"))


def _is_room(name: str) -> bool:
    return (SOURCE / name / "__init__.py").exists()


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _sentence(path: Path) -> str:
    file = path / "__init__.py" if path.is_dir() else path
    return _first_line(ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))))


def _first_line(docstring: str | None) -> str:
    return (docstring or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "-"


def main(arguments: list[str]) -> int:
    """Write the page, or say that it is not what the code would draw now."""
    page = draw()
    if "--check" in arguments:
        if MAP.exists() and MAP.read_text(encoding="utf-8") == page:
            return 0
        print("docs/map.md is out of date: run `make map`")
        return 1
    MAP.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
