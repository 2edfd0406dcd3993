"""Programs that look at namespaces and modules instead of naming what they use see what they see without us."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from support import difference

if TYPE_CHECKING:
    from conftest import Case

HEAVY = {
    "heavy/__init__.py": '"""Heavy."""\nX = 1\nclass C:\n    """A class."""\n    def m(self): return "m"\n'
    "def f(a=1):\n    '''A function.'''\n    return 'f'\n",
    "heavy/sub.py": "Y = 2\n",
}
names_engine = pytest.mark.skipif(sys.version_info >= (3, 15), reason="3.15 has lazy imports of its own")


@pytest.mark.parametrize(
    "probe",
    [
        "'f' in vars(app)",
        "'f' in dir(app)",
        "len(vars(app)) > 1",
        "sorted(dir(app))[-1]",
        "'f' in list(vars(app))",
        "[n for n in vars(app) if n[0] != '_']",
        "any(n == 'f' for n in vars(app))",
        "'f' in set(vars(app))",
        "app.other",
        "hasattr(app, 'nothing')",
        "app.__name__",
        "'heavy' == 'heavy'",
        "repr(app)[:13]",
        "{n: 1 for n in vars(app)}['other']",
        "{'f'} <= vars(app).keys()",
    ],
)
def test_looking_at_the_names_of_a_module_wakes_nothing(case: Case, probe: str) -> None:
    app = "import heavy\nfrom heavy import f\nother = 2\n"
    case.check({**HEAVY, "main.py": f"import app\nprint({probe})", "app.py": app}, asleep=["heavy"])


@names_engine
@difference("a set operation compares the key in a frame that does something else, and wakes it")
@pytest.mark.parametrize(
    "probe",
    [
        "{'f', 'z'} & set(vars(app))",
        "vars(app).keys() & {'f'}",
        "set(vars(app)) - {'f'} and 1",
        "['f'].index(next(n for n in vars(app) if n[0] == 'f'))",
    ],
)
def test_set_operations_on_names_wake_nothing(case: Case, probe: str) -> None:
    app = "import heavy\nfrom heavy import f\nother = 2\n"
    case.check({**HEAVY, "main.py": f"import app\nprint({probe})", "app.py": app}, asleep=["heavy"])


@pytest.mark.parametrize(
    "read",
    [
        "getattr(app, 'f')",
        "app.f",
        "operator.attrgetter('f')(app)",
        "getattr(app, 'f', None)",
        "vars(app)['f']",
        "hasattr(app, 'f') and app.f",
        "dict(inspect.getmembers(app))['f']",
        "app.__dict__.get('f')",
        "app.__getattribute__('f')",
        "[getattr(app, n) for n in dir(app) if n == 'f'][0]",
        "list(map(functools.partial(getattr, app), ['f']))[0]",
        "pkgutil.resolve_name('app:f')",
    ],
)
def test_reading_an_attribute_of_the_importing_module_gives_the_real_object(case: Case, read: str) -> None:
    if sys.version_info >= (3, 15) and ("vars" in read or "__dict__" in read):
        pytest.skip("PEP 810 gives the lazy object here")
    main = f"import app, functools, inspect, operator, pkgutil\nvalue = {read}\nprint(type(value).__name__, value())"
    case.check({**HEAVY, "main.py": main, "app.py": "from heavy import f"}, awake=["heavy"])


@difference("a name taken from a namespace is the lazy key itself: a look-up by identity finds the placeholder")
@pytest.mark.parametrize(
    "names", ["list(vars(app))", "sorted(vars(app))", "[n for n in app.__dict__ if n > 'a']", "app.__all__"]
)
def test_getattr_with_names_from_the_namespace_gives_the_real_objects(case: Case, names: str) -> None:
    main = f"import app\nprint([type(getattr(app, n)).__name__ for n in {names} if n == 'f'])"
    app = "from heavy import f\n__all__ = [n for n in globals() if n[0] != '_']\n"
    case.check({**HEAVY, "main.py": main, "app.py": app})


@pytest.mark.parametrize("attribute", ["__module__", "marked"])
def test_a_package_may_set_attributes_of_everything_that_it_names(case: Case, attribute: str) -> None:
    app = f"""
        from heavy import C, f
        for name, value in list(globals().items()):
            if getattr(value, '__module__', None) == 'heavy':
                value.{attribute} = 'app'
    """
    if sys.version_info >= (3, 15):
        pytest.skip("PEP 810: a lazy object has no __module__ of the real one")
    case.check({**HEAVY, "main.py": f"import app\nprint(app.C.{attribute}, app.f.{attribute})", "app.py": app})


@pytest.mark.skipif(sys.version_info < (3, 14), reason="deferred annotations came with 3.14")
def test_annotations_in_the_forwardref_format_hold_the_real_class(case: Case) -> None:
    main = """
        from annotationlib import Format, get_annotations
        from heavy import C
        class A:
            x: Undefined
            y: C
            z: list[C]
        found = get_annotations(A, format=Format.FORWARDREF)
        print(type(found['y']).__name__, found['z'].__args__[0].__name__)
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"])
def test_get_type_hints_resolves_lazily_imported_types(case: Case, future: str) -> None:
    main = future + (
        "import inspect, typing, heavy\nfrom heavy import C as D\nclass A:\n    x: D\n    y: 'heavy.C'\n"
        "def g(a: D, b: 'heavy.C') -> 'list[D]': pass\n"
        "print(typing.get_type_hints(A), typing.get_type_hints(g), inspect.get_annotations(g, eval_str=True))\n"
    )
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_dataclass_fields_hold_lazily_imported_types_and_factories(case: Case) -> None:
    main = """
        import dataclasses
        from heavy import C, f
        @dataclasses.dataclass
        class A:
            x: C
            y: 'C' = dataclasses.field(default_factory=f)
        print(dataclasses.fields(A)[0].type, A(1).y, dataclasses.asdict(A(2)))
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_closure_variables_and_function_globals_give_the_real_objects(case: Case) -> None:
    main = """
        import inspect
        from heavy import f
        def use():
            return f
        print(use() is f, inspect.getclosurevars(use).globals['f'] is f, use.__globals__['f'] is f)
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


@pytest.mark.parametrize(
    "ask",
    [
        "inspect.getsource(f)",
        "inspect.getmodule(C).__name__",
        "inspect.getfile(heavy)[-8:]",
        "inspect.signature(f)",
        "inspect.getdoc(C)",
        "inspect.getdoc(heavy)",
        "inspect.getmembers(C)[-1][0]",
        "heavy.__name__",
        "heavy.__doc__",
        "heavy.__package__",
        "heavy.__spec__.name",
        "type(heavy.__loader__).__name__",
        "len(heavy.__path__)",
        "heavy.__cached__[-4:]",
        "f.__module__",
        "type(heavy.__spec__.loader).__name__",
        "hash(heavy) == hash(sys.modules['heavy'])",
        "heavy == sys.modules['heavy']",
        "weakref.ref(heavy)() is heavy",
        "bool(heavy)",
        "heavy in {sys.modules['heavy']}",
        "id(heavy) == id(sys.modules['heavy'])",
        "pickle.loads(pickle.dumps(f)) is f",
        "copy.copy(C) is C",
        "copy.deepcopy(f) is f",
        "pickle.dumps(C)",
        "inspect.getmodulename(heavy.__file__)",
        "isinstance(C(), C)",
        "functools.partial(f, 2)()",
        "functools.wraps(f)(lambda: 0).__doc__",
        "functools.lru_cache(f)()",
        "pydoc.render_doc(heavy, renderer=pydoc.plaintext)[:60]",
        "'%(X)s' % globals()",
        "'{f.__name__}'.format_map(globals())",
        "string.Template('$X').substitute(globals())",
        "typing.get_type_hints(type('A', (), {'__annotations__': {'x': 'C'}}), globals())",
        "list(map(type, [X, C, f]))",
        "globals()['C']().m() if sys.version_info < (3, 15) else 'm'",
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_introspection_says_of_lazily_imported_things(case: Case, ask: str) -> None:
    if sys.version_info >= (3, 15) and "globals()" in ask:
        pytest.skip("PEP 810 gives the lazy object here")
    if sys.version_info >= (3, 15) and "__cached__" in ask:
        pytest.skip("3.15 has no __cached__")
    main = f"""
        import copy, functools, inspect, pickle, pydoc, string, sys, typing, weakref
        import heavy
        from heavy import C, X, f
        print({ask})
    """
    case.check({**HEAVY, "main.py": main})


@pytest.mark.parametrize(
    "look",
    [
        "inspect.stack()",
        "inspect.getmodule(sys._getframe())",
        "traceback.format_stack()",
        "linecache.getlines(__file__)",
        "traceback.format_exc()",
        "inspect.currentframe().f_globals",
        "gc.get_objects()",
        "list(sys.modules.items())",
        "traceback.TracebackException.from_exception(NameError('x')).format()",
    ],
)
def test_stacks_and_tracebacks_wake_no_sleeper(case: Case, look: str) -> None:
    app = f"""
        import gc, inspect, linecache, sys, traceback
        import heavy
        from heavy import f
        def look():
            {look}
        look()
    """
    case.check({**HEAVY, "main.py": "import app", "app.py": app}, asleep=["heavy"])


def test_a_modules_own_getattr_is_not_asked_for_lazy_names(case: Case) -> None:
    app = """
        from heavy import f
        def __getattr__(name): return 'own ' + name
        def __dir__(): return ['f', 'special']
    """
    main = "import app\nprint(dir(app))\nprint(app.special, app.f())\nprint(dir(app))"
    case.check({**HEAVY, "main.py": main, "app.py": app})


@pytest.mark.parametrize("statement", ["from app import f", "from app import heavy, f", "import app; f = app.f"])
def test_names_taken_from_the_importing_module_are_real(case: Case, statement: str) -> None:
    main = f"{statement}\nprint(f(), type(f).__name__)"
    case.check({**HEAVY, "main.py": main, "app.py": "import heavy\nfrom heavy import f"}, awake=["heavy"])


@pytest.mark.parametrize("names", ["['f', 'C', 'sub']", "['f']"])
def test_a_star_import_takes_the_lazy_names_that_all_lists(case: Case, names: str) -> None:
    main = "import app\nprint(sorted(n for n in dir(app) if n[0] != '_'), type(app.f).__name__)"
    facade = f"from heavy import f, C, sub\n__all__ = {names}"
    files = {"facade.py": facade, "app.py": "from facade import *\nprint(f())", "main.py": main}
    case.check({**HEAVY, **files}, awake=["heavy"])


def test_classes_are_made_with_lazily_imported_parts(case: Case) -> None:
    main = """
        import abc, enum, typing, functools
        from heavy import C, X, f
        class N(typing.NamedTuple):
            c: C
            x: int = X
        class D(typing.TypedDict):
            c: C
        class E(enum.Enum):
            A = X
        class P(C, metaclass=abc.ABCMeta):
            y = f()
        T = typing.TypeVar('T', bound=C)
        class G(typing.Generic[T], C): pass
        @functools.singledispatch
        def h(value): return 'any'
        @h.register(C)
        def _(value): return 'C'
        print(N(1), E.A, P.__mro__[1], P.y, T.__bound__, G[C], h(C()), h(1), D.__annotations__['c'])
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_unpickling_an_object_loads_the_sleeping_module_of_its_class(case: Case) -> None:
    main = """
        import pickle, sys
        from heavy import C
        print(type(pickle.loads(b'cheavy\\nC\\n)R.')) is C)
    """
    case.check({**HEAVY, "main.py": main}, awake=["heavy"])


def test_doctest_of_a_module_with_lazy_names(case: Case) -> None:
    app = '''
        """
        >>> f()
        'f'
        >>> C.__name__
        'C'
        """
        from heavy import C, f
    '''
    case.check({**HEAVY, "main.py": "import app, doctest\nprint(doctest.testmod(app))", "app.py": app}, awake=["heavy"])


@names_engine
@difference("placeholders and lazy keys show where code walks over a namespace or mixes it with another")
@pytest.mark.parametrize(
    "probe",
    [
        "(lambda f, **others: type(f).__name__)(**vars(app))",
        "[type(sys.intern(name)) is str for name in vars(app) if name == 'f']",
        "__import__('heavy').f in map(operator.attrgetter('f'), [app])",
        "eval('f()', dict(vars(app))), [name for name in vars(app) if name[0] != '_']",
    ],
)
def test_walks_and_mixtures_see_the_real_objects(case: Case, probe: str) -> None:
    app = "from heavy import f\nother = 2\n"
    case.check({**HEAVY, "main.py": f"import app, operator, sys\nprint({probe})", "app.py": app})


@names_engine
@difference("the plain name of the builtin is compared with the lazy one", when=sys.version_info < (3, 14))
def test_a_namespace_may_be_merged_with_the_builtins(case: Case) -> None:
    main = "import app, builtins\nprint({**vars(builtins), **vars(app)}['print'])"
    case.check({**HEAVY, "main.py": main, "app.py": "from heavy import X as print\n"})


@names_engine
@difference("a loop that is no statement is not seen, and the builtins of a body are a dict of ours")
@pytest.mark.parametrize(
    "body",
    [
        """
        one = two = three = 0
        from heavy import f
        a = b = c = d = e = 0
        def see(name):
            if name == "b": f()
            return name
        del one, two, three
        print(list(map(see, globals()))[-6:])
        """,
        "import heavy, builtins\nspace = {}\nexec('x = 1', space)\nprint(space['__builtins__'] is vars(builtins))",
    ],
)
def test_a_body_sees_its_whole_namespace_and_hands_out_the_real_builtins(case: Case, body: str) -> None:
    case.check({**HEAVY, "main.py": "import app", "app.py": body})


@pytest.mark.parametrize(
    "function",
    [
        "def f(): x = 1; seen = locals(); x = 2; 'heavy' in globals(); return seen['x']",
        "def f(): x = 0; seen = locals(); seen['x'] = 5; 'heavy' in globals(); return seen['x']",
        "def f(): o = C(); r = weakref.ref(o); 'heavy' in globals(); del o; return r() is None",
        "def f(): exec('y = \\'heavy\\' in globals()', globals(), Space()); return Space.held",
    ],
)
def test_looking_for_a_name_disturbs_no_variables(case: Case, function: str) -> None:
    space = "class Space:\n    held = {}\n    def __getitem__(self, name): return self.held[name]\n"
    space += "    def __setitem__(self, name, value): self.held[name] = value\n"
    main = f"import weakref\nimport heavy\nclass C: pass\n{space}{function}\nprint(f())\n"
    case.check({**HEAVY, "main.py": main}, asleep=["heavy"])
