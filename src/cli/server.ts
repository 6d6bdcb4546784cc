import { Command } from 'commander'
import { runTandem } from './run-tandem.ts'

export const server = new Command('server')
  .description('API, admin app and webhooks alone, beside workers; needs PostgreSQL')
  .option('--config <file>', 'the sync config', 'tandem.yaml')
  .action((flags: { readonly config: string }) =>
    runTandem({ command: 'server', works: false, listens: true }, flags.config),
  )
