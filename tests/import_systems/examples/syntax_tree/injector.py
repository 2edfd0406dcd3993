"""A loader that injects a log line into each function, by way of the syntax tree."""

import ast
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader

CALLS = []


class Injector(ast.NodeTransformer):
    def visit_FunctionDef(self, node):
        call = ast.parse(f"__import__('injector').CALLS.append({node.name!r})").body[0]
        node.body.insert(0, ast.copy_location(call, node.body[0]))
        return self.generic_visit(node)


class InjectingLoader(SourceFileLoader):
    def source_to_code(self, data, path, *, _optimize=-1):
        tree = ast.fix_missing_locations(Injector().visit(ast.parse(data)))
        return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)

    def get_code(self, name):
        path = self.get_filename(name)
        return self.source_to_code(self.get_data(path), path)


def hook(path):
    if not path.endswith("injected"):
        raise ImportError(path)
    return FileFinder(path, (InjectingLoader, SOURCE_SUFFIXES))


sys.path_hooks.insert(0, hook)
sys.path.append("injected")
