import { sql } from 'kysely'
import { connectionId } from '#domain/ids.ts'
import { createStore } from '#store/store.ts'
import type { RealConfig } from './config.ts'
import type { Seed } from './rows.ts'
import { seedClocks, seedFollowUp, seedHandoffs } from './seed-leads.ts'
import { seedCampaigns, seedOpportunities, seedTouches } from './seed-money.ts'
import { seedJournal, seedLinks, seedProblems, seedSearch } from './seed-records.ts'
import { seedPeople, seedRuns, seedVersions } from './seed-runs.ts'

/** Fills an empty, migrated database. Every statement writes a whole table, so that it takes a minute and not an hour. */
export async function seedPages(
  seed: Seed,
  real: RealConfig,
  accounts: { readonly portalId: string; readonly orgId: string },
  progress: (line: string) => void,
): Promise<void> {
  await createStore(seed.db).connections.save({
    id: connectionId(seed.connection),
    name: 'Benchmark',
    ...accounts,
    currency: 'USD',
    orgTimeZone: 'America/New_York',
  })
  const steps: readonly (readonly [string, () => Promise<void>])[] = [
    ['versions of the config', () => seedVersions(seed, real.document)],
    ['links', () => seedLinks(seed)],
    ['what links are found by', () => seedSearch(seed)],
    ['journal', () => seedJournal(seed)],
    ['parked records and suggestions', () => seedProblems(seed)],
    ['handoffs', () => seedHandoffs(seed)],
    ['clocks', () => seedClocks(seed, real.config)],
    ['activities, actions, alerts', () => seedFollowUp(seed)],
    ['campaigns', () => seedCampaigns(seed)],
    ['touches', () => seedTouches(seed)],
    ['opportunities and credits', () => seedOpportunities(seed)],
    ['counts and runs', () => seedRuns(seed)],
    ['people and the audit log', () => seedPeople(seed)],
    ['statistics', async () => void (await sql`vacuum analyze`.execute(seed.db))],
  ]
  for (const [what, make] of steps) {
    const before = performance.now()
    await make()
    progress(`${what}: ${((performance.now() - before) / 1000).toFixed(1)} s`)
  }
}
