import { Command } from 'commander'
import { runTandem } from './run-tandem.ts'

export const worker = new Command('worker')
  .description('run the jobs of one connection, beside other workers; needs PostgreSQL')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .action((flags: { readonly config: string }) =>
    runTandem({ command: 'worker', works: true, listens: false }, flags.config),
  )
