"""The commands of `union-desk`, a few to a module; each is loaded when it is asked for."""
