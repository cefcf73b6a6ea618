#!/usr/bin/env node
// The executable: hands the process's arguments to the command line and exits with its code.
process.exitCode = 2;
