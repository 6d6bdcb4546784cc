import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { MINUTE } from '#support/company.ts'
import { serverUrl } from '#support/servers.ts'
import type { Seen } from './busiest.ts'
import { busiest } from './busiest.ts'
import type { Cast } from './cast.ts'
import { castOf } from './cast.ts'
import { explain } from './explain.ts'
import { violations } from './invariants.ts'
import { clocksThatFellDue } from './invariants/clocks.ts'
import type { Ending } from './invariants/ending.ts'
import { endingOf } from './invariants/ending.ts'
import { unexplainedWrites } from './invariants/journal.ts'
import { writtenBy } from './invariants/written.ts'
import { isAlive } from './processes.ts'
import { spoil } from './spoil.ts'
import type { Stage, StageOptions } from './stage.ts'
import { mayWrite, openStage } from './stage.ts'
import type { Chances } from './steps.ts'
import { step } from './steps.ts'
import { reviveWorker } from './steps/mishaps.ts'

/** The model needs both. */
export const serversAreThere = ['DATABASE_URL', 'REDIS_URL'].every(
  (name) => serverUrl(name as 'DATABASE_URL') !== undefined,
)
export const STEPS = Number(process.env['MODEL_STEPS'] ?? 40)
/** Processes that have to end on the way, or the run proves nothing. */
export const DEATHS = Math.floor(STEPS / 10)
const QUIET_MS = 90_000
/** A limit that the story comes up against; a real portal lets through 190 calls. */
export const PER_TEN_SECONDS = 30

const wanted = process.env['MODEL_SEED']
/** The seed that was asked for, else the fixed ones. */
export const seeds = (fixed: readonly number[]): readonly number[] => (wanted === undefined ? fixed : [Number(wanted)])

interface Played {
  /** Processes that ended by SIGKILL. */
  readonly deaths: number
  /** The most calls that HubSpot counted in ten seconds of the story; 0 where limits are off. */
  readonly busiest: number
}

/** A story from its first step to the judgement of how it ended. @throws with everything that is wrong. */
export async function play(
  options: StageOptions,
  chances: Chances,
  between: (cast: Cast, at: number) => Promise<void> = async () => undefined,
): Promise<Played> {
  const stage = await openStage(options)
  const cast = castOf(stage, options.seed)
  try {
    if (options.limits === 'on') {
      await stage.control('hubspot', 'limits', { enforced: true, perTenSeconds: PER_TEN_SECONDS })
      // What a process asks before it knows of the others is behind them.
      stage.advance(11_000)
    }
    const seen: Seen[] = []
    if (chances.faults) spoil(stage)
    for (let at = 1; at <= STEPS; at += 1) {
      await between(cast, at)
      await step(cast, chances)
      await delay(cast.dice.below(200))
      if (options.limits === 'on') seen.push({ at: performance.now(), calls: await stage.callsToday() })
    }
    for (const crm of ['hubspot', 'salesforce'] as const) stage.box[crm].faults.clear()
    await stage.control('hubspot', 'webhooks', { mishaps: { lose: 0, duplicate: 0, order: 'as-happened' } })
    await stage.control('salesforce', 'events', { faults: { drop: 0, duplicate: 0, reorder: 0 } })
    await stage.control('salesforce', 'limits', { concurrentRequestsExceeded: 0 })
    if (options.workers === 0 || !stage.workers.some(isAlive)) await reviveWorker(cast)
    await stage.quiet(QUIET_MS)
    const ending = await endingOf(cast)
    const wrong = violations(ending, cast)
    const late = await anHourLater(stage, ending)
    const calls = await stage.exchanges()
    const refused =
      options.limits === 'on'
        ? calls.filter(({ status }) => status === 429).map(({ url }) => `refused for a rate: ${url}`)
        : []
    const deaths = stage.deaths()
    process.stdout.write(
      `model seed ${options.seed}: ${cast.people.length} people, ${ending.exchanges.length} calls, ${ending.deals.length} deals, ${cast.companies.length} companies, ${cast.tasks.length} tasks, ${deaths} deaths, parked ${JSON.stringify(countsOf(ending.parked))}\n`,
    )
    const all = [...wrong, ...late, ...refused]
    if (all.length > 0)
      throw new Error(`${explain({ seed: options.seed, steps: STEPS }, cast, all, ending.journal)}\n${stage.said()}`)
    expect(cast.people.length).toBeGreaterThan(0)
    return { deaths, busiest: busiest(seen, 10_000) }
  } finally {
    await stage.close()
  }
}

/** What is written in another hour of polling, but for the reading of clocks that fall due in it; each such write is told as well. */
async function anHourLater(stage: Stage, { exchanges }: Ending): Promise<readonly string[]> {
  const from = stage.box.clock.now()
  const before = exchanges.filter(mayWrite).length
  for (let passed = 0; passed < 60; passed += 10) {
    stage.advance(10 * MINUTE)
    await delay(1_200)
  }
  const late = (await stage.exchanges()).filter(mayWrite).slice(before)
  const due = await clocksThatFellDue(stage, from, stage.box.clock.now())
  const told = late.flatMap((exchange) => {
    const written = writtenBy(exchange)
    const isClocks =
      written.length > 0 &&
      written.every(
        ({ side, recordId, field }) => side === 'hubspot' && field === 'tandem_sla_status' && due.has(recordId),
      )
    if (isClocks) return []
    const { method, url, requestBody } = exchange
    return [`written after all was at rest: ${method} ${url} ${JSON.stringify(requestBody).slice(0, 300)}`]
  })
  const { rows: journal } = await stage.db.query('select * from app.journal order by seq')
  return [...told, ...unexplainedWrites({ exchanges: late, journal })]
}

const countsOf = (parked: readonly { readonly code: string }[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(parked, ({ code }) => code)].map(([code, items]) => [code, items.length]))
