import { Gauge, type Registry } from 'prom-client'

interface ObservedConfig {
  readonly connection: string
  /** The version that this process works by. */
  readonly version: number
  /** A newer one that it cannot use; null: none. */
  readonly unused: number | null
}

/** Adds which version of the sync config this process works by, and whether there is a newer one that it cannot use. */
export function observeConfig(registry: Registry, read: () => ObservedConfig): void {
  const version = new Gauge({
    name: 'tandem_config_version',
    help: 'Version of the sync config that this process works by',
    labelNames: ['connection'],
    registers: [registry],
    collect: () => {
      const now = read()
      version.set({ connection: now.connection }, now.version)
    },
  })
  const unused = new Gauge({
    name: 'tandem_config_unused',
    help: '1 while there is a newer version of the sync config that this process cannot use',
    labelNames: ['connection'],
    registers: [registry],
    collect: () => {
      const now = read()
      unused.set({ connection: now.connection }, now.unused === null ? 0 : 1)
    },
  })
}
