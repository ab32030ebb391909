"""The commands, one module each with `run`; `arguments` has what each accepts. Imports all but the command line."""
