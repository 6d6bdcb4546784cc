#!/usr/bin/env node
import { program } from './cli/index.ts'
import { run } from './cli/run.ts'

process.exitCode = await run(async () => void (await program().parseAsync()))
