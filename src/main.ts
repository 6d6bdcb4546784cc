#!/usr/bin/env -S node --max-semi-space-size=8
// A small young generation: batches leave much short-lived garbage, by which the heap would seem to need a third more.
import { setFlagsFromString } from 'node:v8'
import { program } from './cli/index.ts'
import { run } from './cli/run.ts'

// Between two collections the heap may grow by so much and not to four times its size: what a first load of everybody needs is then
// what one of ten thousand needs.
setFlagsFromString('--heap-growing-percent=70')

process.exitCode = await run(async () => void (await program().parseAsync()))
