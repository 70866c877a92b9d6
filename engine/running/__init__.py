"""Running cases: commands, timers, the worker, and the library that executes BPMN."""
