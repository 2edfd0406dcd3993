/* An extension module that imports as code in C does: at its initialisation if AT_INIT names a module, and in functions.

   AT_INIT       a module to import when it is initialised, a string
   SINGLE_PHASE  initialise it in one phase (PyModule_Create), instead of two (PEP 489) */

#include <Python.h>


static PyObject *
by_name(PyObject *self, PyObject *name)
{
    const char *text = PyUnicode_AsUTF8(name);
    return text == NULL ? NULL : PyImport_ImportModule(text);
}

/* What Cython makes of `from . import NAME`. */
static PyObject *
relative(PyObject *self, PyObject *name)
{
    PyObject *value = NULL, *empty = PyUnicode_FromString(""), *names = PyTuple_Pack(1, name);
    if (empty != NULL && names != NULL) {
        PyObject *globals = PyModule_GetDict(self);
        PyObject *package = PyImport_ImportModuleLevelObject(empty, globals, NULL, names, 1);
        if (package != NULL) {
            value = PyObject_GetAttr(package, name);
            Py_DECREF(package);
        }
    }
    Py_XDECREF(empty);
    Py_XDECREF(names);
    return value;
}

/* What older versions of Cython make of `import NAME`. */
static PyObject *
by_builtin(PyObject *self, PyObject *name)
{
    PyObject *module = NULL, *builtins = PyImport_ImportModule("builtins");
    if (builtins != NULL) {
        PyObject *function = PyObject_GetAttrString(builtins, "__import__");
        Py_DECREF(builtins);
        if (function != NULL) {
            module = PyObject_CallFunction(function, "OO", name, PyModule_GetDict(self));
            Py_DECREF(function);
        }
    }
    return module;
}

static PyObject *
attribute(PyObject *self, PyObject *args)
{
    PyObject *module, *name;
    return PyArg_ParseTuple(args, "OO", &module, &name) ? PyObject_GetAttr(module, name) : NULL;
}

static PyObject *
item(PyObject *self, PyObject *args)
{
    PyObject *module, *value;
    const char *name;
    if (!PyArg_ParseTuple(args, "Os", &module, &name))
        return NULL;
    value = PyDict_GetItemString(PyModule_GetDict(module), name);
    if (value == NULL)
        value = Py_None;
    Py_INCREF(value);
    return value;
}

static PyMethodDef methods[] = {
    {"by_name", by_name, METH_O, "Import a module by PyImport_ImportModule."},
    {"relative", relative, METH_O, "Import a sibling by PyImport_ImportModuleLevelObject."},
    {"by_builtin", by_builtin, METH_O, "Import a module by builtins.__import__."},
    {"attribute", attribute, METH_VARARGS, "Read an attribute by PyObject_GetAttr."},
    {"item", item, METH_VARARGS, "Read a name by PyDict_GetItemString, which hands out a borrowed reference."},
    {NULL, NULL, 0, NULL},
};

static int
execute(PyObject *module)
{
#ifdef AT_INIT
    PyObject *value, *imported = PyImport_ImportModule(AT_INIT);
    if (imported == NULL)
        return -1;
    value = PyObject_GetAttrString(imported, "X");
    Py_DECREF(imported);
    if (value == NULL || PyModule_AddObject(module, "AT_INIT", value) < 0) {
        Py_XDECREF(value);
        return -1;
    }
#endif
    return PyModule_AddIntConstant(module, "ANSWER", 42);
}

#ifdef SINGLE_PHASE
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_ext", "An extension.", -1, methods};

PyMODINIT_FUNC
PyInit__ext(void)
{
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && execute(module) < 0)
        Py_CLEAR(module);
    return module;
}
#else
static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)execute}, {0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_ext", "An extension.", 0, methods, slots};

PyMODINIT_FUNC
PyInit__ext(void)
{
    return PyModuleDef_Init(&definition);
}
#endif
