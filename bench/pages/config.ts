import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { parseSyncConfig } from '#config/sync-config.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { Rep } from '#domain/routing/types.ts'

/** What the pages are measured with: the example that shows every option, with a sales team of this size. */
const REPS = 40
const DAY_MS = 86_400_000

const EXAMPLE = new URL('../../tandem.example.yaml', import.meta.url)
const NAMES = ['Ana Ruiz', 'Ben Cole', 'Chi Okafor', 'Dana Levi', 'Eli Stone', 'Fay Lind', 'Gus Moreau', 'Hana Sato']

/** Users of Salesforce; the last one manages the others and is the fallback. */
export const REPS_OF_SALESFORCE: readonly Rep[] = Array.from({ length: REPS }, (_, i) => ({
  id: `005${String(i).padStart(12, '0')}AAA`,
  name: `${NAMES[i % NAMES.length] ?? ''} ${i + 1}`,
  email: `rep${i + 1}@acme.example`,
  active: i % 17 !== 16,
  managerId: `005${String(REPS - 1).padStart(12, '0')}AAA`,
}))

export interface RealConfig {
  readonly document: unknown
  readonly config: SyncConfig
}

/** The example's document for the connection of the benchmark. @throws when it is not valid. */
export async function realConfig(now: number): Promise<RealConfig> {
  const example = parse(await readFile(EXAMPLE, 'utf8')) as Record<string, unknown> & {
    readonly routing: Record<string, unknown>
  }
  const members = REPS_OF_SALESFORCE.map(({ email }, i) => ({ email, weight: 1 + (i % 3) }))
  const boss = members.at(-1)?.email
  const document = {
    ...example,
    connection: { id: 'bench', name: 'Benchmark' },
    goLiveAt: new Date(now - 400 * DAY_MS).toISOString(),
    routing: {
      ...example.routing,
      namedAccounts: [],
      territories: [],
      pools: [{ id: 'new-business', members: members.slice(0, -1) }],
      fallbackOwner: boss,
    },
    automationUsers: [],
  }
  const result = parseSyncConfig(document)
  if (!result.ok) throw new Error(result.problems.map(({ path, message }) => `${path}: ${message}`).join('; '))
  return { document, config: result.config }
}
