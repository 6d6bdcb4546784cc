import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '#support/company.ts'
import { serverUrl } from '#support/servers.ts'
import type { Ending } from './invariants.ts'
import { clocksThatFellDue, endingOf, unexplainedWrites, violations, writtenBy } from './invariants.ts'
import { isAlive } from './processes.ts'
import { mayWrite, openStage } from './stage.ts'
import type { Stage, StageOptions } from './stage.ts'
import { castOf, killWorker, reviveWorker, step } from './steps.ts'
import type { Cast, Chances } from './steps.ts'

const there = ['DATABASE_URL', 'REDIS_URL'].every((name) => serverUrl(name as 'DATABASE_URL') !== undefined)
const wanted = process.env['MODEL_SEED']
const STEPS = Number(process.env['MODEL_STEPS'] ?? 40)
const seeds = (fixed: readonly number[]): readonly number[] => (wanted === undefined ? fixed : [Number(wanted)])
const QUIET_MS = 90_000

/** Processes that have to end on the way, or the run proves nothing. */
const DEATHS = Math.floor(STEPS / 10)

describe.skipIf(!there)('two CRMs, several workers, and everything that goes wrong', { timeout: 400_000 }, () => {
  it.each(seeds([1, 2]))('faults on one call in five, and workers that are killed: seed %i', async (seed) => {
    const { deaths } = await play({ seed, workers: 2 }, { kills: true, faults: true }, async (cast, at) => {
      if (at % 10 === 0) await killWorker(cast)
    })
    expect(deaths).toBeGreaterThanOrEqual(DEATHS)
  })

  it.each(seeds([3]))('processes that end right after any of their effects: seed %i', async (seed) => {
    // Nobody lives for ever: what one leaves behind is for the next to find.
    const { deaths } = await play({ seed, workers: 0 }, { kills: false, faults: false }, async (cast, at) => {
      const { stage, dice } = cast
      if (at < 6 || stage.workers.some(isAlive)) return
      // Half of them come after the leases of the one before have run out, the others before.
      if (dice.chance(0.5)) stage.advance(6 * MINUTE)
      await reviveWorker(cast, 1 + dice.below(10))
    })
    expect(deaths).toBeGreaterThanOrEqual(DEATHS)
  })

  it.each(seeds([4]))(
    'limits that are enforced, and nothing else: never a refusal for a rate; seed %i',
    async (seed) => {
      await play({ seed, workers: 2, limits: 'on' }, { kills: false, faults: false })
    },
  )
})

interface Played {
  /** Processes that ended by SIGKILL. */
  readonly deaths: number
}

async function play(
  options: StageOptions,
  chances: Chances,
  between: (cast: Cast, at: number) => Promise<void> = async () => undefined,
): Promise<Played> {
  const stage = await openStage(options)
  const cast = castOf(stage, options.seed)
  try {
    if (options.limits === 'on') await stage.control('hubspot', 'limits', { enforced: true, perTenSeconds: 100 })
    if (chances.faults) spoil(stage)
    for (let at = 1; at <= STEPS; at += 1) {
      await between(cast, at)
      await step(cast, chances)
      await delay(cast.dice.below(200))
    }
    for (const crm of ['hubspot', 'salesforce'] as const) stage.box[crm].faults.clear()
    await stage.control('hubspot', 'webhooks', { mishaps: { lose: 0, duplicate: 0, order: 'as-happened' } })
    await stage.control('salesforce', 'events', { faults: { drop: 0, duplicate: 0, reorder: 0 } })
    await stage.control('salesforce', 'limits', { concurrentRequestsExceeded: 0 })
    if (options.workers === 0 || !stage.workers.some(isAlive)) await reviveWorker(cast)
    await stage.quiet(QUIET_MS)
    const ending = await endingOf(cast)
    const wrong = violations(ending, cast.people)
    const late = await anHourLater(stage, ending)
    const calls = await stage.exchanges()
    const refused =
      options.limits === 'on'
        ? calls.filter(({ status }) => status === 429).map(({ url }) => `refused for a rate: ${url}`)
        : []
    const deaths = stage.deaths()
    process.stdout.write(
      `model seed ${options.seed}: ${cast.people.length} people, ${ending.exchanges.length} calls, ${ending.deals.length} deals, ${deaths} deaths, parked ${JSON.stringify(countsOf(ending.parked))}\n`,
    )
    const all = [...wrong, ...late, ...refused]
    if (all.length > 0) throw new Error(`${explain(options.seed, cast, all, ending.journal)}\n${stage.said()}`)
    expect(cast.people.length).toBeGreaterThan(0)
    return { deaths }
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

/** The seed, what was done to whom it concerns, and their journal. */
function explain(
  seed: number,
  { history, people }: Cast,
  wrong: readonly string[],
  journal: Awaited<ReturnType<typeof endingOf>>['journal'],
): string {
  const ids = new Set(
    wrong.flatMap((line) => line.match(/\b(?:00[Q3]\w{12,15}|006\w{12,15}|00T\w{12,15}|\d{3,})\b/g) ?? []),
  )
  const names = people.filter(({ contactId }) => ids.has(contactId)).map(({ name }) => name)
  const steps = history.filter(
    (line) => names.some((name) => new RegExp(`\\b${name}\\b`).test(line)) || [...ids].some((id) => line.includes(id)),
  )
  const links = new Set(journal.filter((row) => ids.has(row.record_id)).map((row) => row.link_id))
  const rows = journal
    .filter((row) => ids.has(row.record_id) || (row.link_id !== null && links.has(row.link_id)))
    .map(
      (row) =>
        `${new Date(Number(row.at)).toISOString().slice(11, 23)} ${row.side} ${row.object} ${row.record_id} ${row.action} ${JSON.stringify(row.changes).slice(0, 600)}`,
    )
  return [
    `MODEL_SEED=${seed} MODEL_STEPS=${STEPS}: ${wrong.length} things are wrong`,
    ...wrong.slice(0, 30),
    '--- what was done ---',
    ...steps.slice(-40),
    '--- journal ---',
    ...rows.slice(-60),
  ].join('\n')
}

/** One call of Tandem in five goes wrong. */
function spoil({ box }: Stage): void {
  const ours = { hubspot: '2026-03', salesforce: '67\\.0/(?!.*oauth)' } as const
  for (const crm of ['hubspot', 'salesforce'] as const) {
    const path = ours[crm]
    const rules = [
      { status: 500, rate: 0.04 },
      { status: 502, rate: 0.04, when: 'after' as const },
      { drop: true, rate: 0.03 },
      { drop: true, rate: 0.04, when: 'after' as const },
      { partial: 0.3, rate: 0.05 },
    ]
    for (const rule of rules) box[crm].faults.add({ path, ...rule })
  }
  box.hubspot.faults.add({ path: ours.hubspot, status: 429, rate: 0.03, headers: { 'retry-after': '1' } })
}
