import type { BackfillChoices } from '#domain/plan/backfill.ts'
import type { Figures } from '../index.ts'
import { startChild } from './child.ts'
import type { Place } from './databases.ts'
import { allCalls, seed, withWorker } from './stage.ts'
import type { Options, Stage } from './stage.ts'
import type { OpenWorker, Loaded } from './worker-main.ts'

/** What the pump does as well: people become leads, and no more. */
const LEADS_ALONE: BackfillChoices = {
  select: [],
  handOverSince: null,
  clocks: 'none',
  leaveOut: ['task'],
  writeBack: 'later',
}
/** With what HubSpot is told of each: owner, lead, reason. */
const WRITTEN_BACK: BackfillChoices = { ...LEADS_ALONE, writeBack: 'now' }
const EVERYTHING: BackfillChoices = { ...WRITTEN_BACK, clocks: 'start', leaveOut: [] }

export const CHOICES = { leadsAlone: LEADS_ALONE, writtenBack: WRITTEN_BACK, everything: EVERYTHING } as const

export interface Pumped {
  readonly records: number
  readonly seconds: number
  readonly hubspotCalls: number
}

export async function pump(stage: Stage, people: number, limits: OpenWorker['limits']): Promise<number> {
  await seed(stage, { count: people, where: 'hubspot' })
  const child = startChild('pump-main.ts')
  try {
    const { records, seconds } = await child.call<Pumped>('pump', { platforms: stage.platforms, limits })
    if (records !== people) throw new Error(`the pump moved ${records} of ${people}`)
    return records / seconds
  } finally {
    await child.end()
  }
}

export async function load(
  stage: Stage,
  place: Place['name'],
  options: Options,
  people: number,
  how: { readonly choices: BackfillChoices; readonly limits: OpenWorker['limits'] },
): Promise<Loaded> {
  await seed(stage, { count: people, where: 'hubspot' })
  return withWorker(
    stage,
    place,
    options,
    async (worker) => {
      const loaded = await worker.call<Loaded>('backfill', how.choices)
      const { created, listed } = loaded.counts
      if (created !== people)
        throw new Error(`${created} leads made of ${listed} contacts, not ${people}: ${JSON.stringify(loaded.counts)}`)
      return loaded
    },
    { limits: how.limits },
  )
}

/** Records a second of Tandem and of the pump, in turns, so that what else the machine does strikes both alike. */
async function compare(
  stage: Stage,
  place: Place['name'],
  options: Options,
  run: {
    readonly people: number
    readonly turns: number
    readonly limits: OpenWorker['limits']
    readonly latencyMs: number
  },
): Promise<Figures> {
  const { people, turns, limits, latencyMs } = run
  const pumped: number[] = []
  const loaded = { leadsAlone: [] as Loaded[], writtenBack: [] as Loaded[] }
  const settle = async (): Promise<void> => {
    await stage.box.call('enforce', { enforced: limits === 'on' })
    await stage.box.call('latency', { ms: latencyMs })
  }
  await settle()
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      pumped.push(await pump(stage, people, limits))
      for (const kind of ['leadsAlone', 'writtenBack'] as const)
        loaded[kind].push(await load(stage, place, options, people, { choices: CHOICES[kind], limits }))
      pumped.push(await pump(stage, people, limits))
    }
  } finally {
    await stage.box.call('enforce', { enforced: false })
    await stage.box.call('latency', { ms: 0 })
  }
  const pumpSpeed = middle(pumped)
  const kind = (runs: readonly Loaded[]): Figures => {
    const speed = middle(runs.map(({ seconds }) => people / seconds))
    const last = runs.at(-1)
    return {
      recordsPerSecond: Math.round(speed),
      ofPump: Math.round((speed / pumpSpeed) * 100) / 100,
      callsPer1000: last === undefined ? null : Math.round((allCalls(last.calls) * 10_000) / people) / 10,
      byEndpoint: last?.calls,
      cpuMsPerRecord: last === undefined ? null : Math.round((last.cpuSeconds / people) * 1_000_000) / 1_000,
      rateLimitErrors: runs.reduce((sum, { calls }) => sum + calls.rateLimited, 0),
      peakRssMb: Math.max(...runs.map(({ peakRssMb }) => peakRssMb)),
    }
  }
  const figures = {
    people,
    limits,
    latencyMs,
    pumpRecordsPerSecond: Math.round(pumpSpeed),
    leadsAlone: kind(loaded.leadsAlone),
    withWriteBack: kind(loaded.writtenBack),
  }
  options.progress(
    `backfill of ${people} on ${place}, limits ${limits}, latency ${latencyMs} ms: pump ${figures.pumpRecordsPerSecond}/s, Tandem ${String(figures.leadsAlone['recordsPerSecond'])}/s (${String(figures.leadsAlone['ofPump'])}), with write-back ${String(figures.withWriteBack['recordsPerSecond'])}/s (${String(figures.withWriteBack['ofPump'])})`,
  )
  return figures
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = sorted.length % 2 === 1 ? [sorted[half], sorted[half]] : [sorted[half - 1], sorted[half]]
  return (low + high) / 2
}

/**
 * Without limits and latency the machine decides; with the platform's burst limit enforced, or its latency, the calls do.
 * Memory is that of the worker alone.
 */
export async function measureBackfill(stage: Stage, place: Place['name'], options: Options): Promise<Figures> {
  const large = options.people
  const small = Math.min(large, options.quick ? 500 : 10_000)
  const free = { limits: 'off', latencyMs: 0 } as const
  const few = await compare(stage, place, options, { ...free, people: small, turns: options.quick ? 1 : 2 })
  const many = large === small ? null : await compare(stage, place, options, { ...free, people: large, turns: 1 })
  // Where calls decide, the database does not: once is enough.
  const isLast = place === options.places.at(-1) && !options.quick
  const slow = { limits: 'off', latencyMs: 150, people: Math.min(large, 10_000), turns: 1 } as const
  // So many that the burst limit, 180 calls in ten seconds, is met several times over.
  const limited = { limits: 'on', latencyMs: 0, people: Math.min(large, 40_000), turns: 1 } as const
  return {
    small: few,
    large: many,
    memory: many === null ? null : memoryOf(few, many),
    atLatency: isLast ? await compare(stage, place, options, slow) : null,
    limited: isLast ? await compare(stage, place, options, limited) : null,
  }
}

const peakOf = (figures: Figures): number => (figures['withWriteBack'] as { peakRssMb: number }).peakRssMb

const memoryOf = (few: Figures, many: Figures): Figures => ({
  small: { people: few['people'], peakRssMb: peakOf(few) },
  large: { people: many['people'], peakRssMb: peakOf(many) },
  ratio: Math.round((peakOf(many) / peakOf(few)) * 100) / 100,
})
