import { Command } from 'commander'
import { runTandem } from './run-tandem.ts'

export const start = new Command('start')
  .description('sync one connection: worker, API and admin app in one process')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .action((flags: { readonly config: string }) =>
    runTandem({ command: 'start', works: true, listens: true }, flags.config),
  )
