"""The engines: each one a module, found by name (registry)."""
