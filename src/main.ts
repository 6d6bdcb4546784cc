#!/usr/bin/env -S node --max-semi-space-size=8
// A small young generation: batches leave much short-lived garbage, by which the heap would seem to need a third more.
import { program } from './cli/index.ts'
import { run } from './cli/run.ts'

process.exitCode = await run(async () => void (await program().parseAsync()))
