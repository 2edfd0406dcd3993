import defer_imports

defer_imports.install_import_hook(module_names=["app"])
