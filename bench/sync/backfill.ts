import type { BackfillChoices } from '#domain/plan/backfill.ts'
import type { Figures } from '../index.ts'
import { startChild } from './child.ts'
import { newPlace } from './databases.ts'
import type { Place } from './databases.ts'
import type { PumpKind, PumpOptions } from './pump-main.ts'
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
  readonly cpuSeconds: number
  readonly hubspotCalls: number
}

export async function pump(
  stage: Stage,
  place: Place['name'],
  options: Options,
  people: number,
  how: { readonly kind: PumpKind; readonly limits: OpenWorker['limits'] },
): Promise<Pumped> {
  await seed(stage, { count: people, where: 'hubspot' })
  const at = how.kind === 'remembering' ? await newPlace(place, options.servers) : null
  const child = startChild('pump-main.ts')
  try {
    const databaseUrl = at?.databaseUrl ?? null
    const given: PumpOptions = { ...how, platforms: stage.platforms, databaseUrl }
    const pumped = await child.call<Pumped>('pump', given)
    if (pumped.records !== people) throw new Error(`the pump moved ${pumped.records} of ${people}`)
    return pumped
  } finally {
    await child.end()
    await at?.drop()
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

interface Run {
  readonly people: number
  readonly turns: number
  readonly limits: OpenWorker['limits']
  readonly latencyMs: number
}

const PUMPS: readonly PumpKind[] = ['bare', 'writing-back', 'remembering']
const LOADS = ['leadsAlone', 'writtenBack'] as const

/** Records a second of Tandem and of the pumps, in turns, so that what else the machine does strikes all alike. */
async function compare(stage: Stage, place: Place['name'], options: Options, run: Run): Promise<Figures> {
  const { people, limits, latencyMs } = run
  const pumped = new Map(PUMPS.map((kind) => [kind, [] as Pumped[]]))
  const loaded = new Map(LOADS.map((kind) => [kind, [] as Loaded[]]))
  const pumpOnce = async (kind: PumpKind): Promise<void> => {
    pumped.get(kind)?.push(await pump(stage, place, options, people, { kind, limits }))
  }
  const loadOnce = async (kind: (typeof LOADS)[number]): Promise<void> => {
    loaded.get(kind)?.push(await load(stage, place, options, people, { choices: CHOICES[kind], limits }))
  }
  await stage.box.call('enforce', { enforced: limits === 'on' })
  await stage.box.call('latency', { ms: latencyMs })
  try {
    for (let turn = 0; turn < run.turns; turn += 1) {
      await pumpOnce('bare')
      await loadOnce('leadsAlone')
      await pumpOnce('remembering')
      await pumpOnce('writing-back')
      await loadOnce('writtenBack')
      await pumpOnce('bare')
    }
  } finally {
    await stage.box.call('enforce', { enforced: false })
    await stage.box.call('latency', { ms: 0 })
  }
  const figures = figuresOf(run, pumped, loaded)
  options.progress(`backfill on ${place}: ${wordsOf(figures)}`)
  return figures
}

/** The ratios are those of equal work: who does not write back is held against the bare pump, who does against one that does. */
function figuresOf(
  { people, limits, latencyMs }: Run,
  pumped: ReadonlyMap<PumpKind, readonly Pumped[]>,
  loaded: ReadonlyMap<(typeof LOADS)[number], readonly Loaded[]>,
) {
  const pumps = {
    bare: speedOf(people, pumped.get('bare') ?? []),
    writingBack: speedOf(people, pumped.get('writing-back') ?? []),
    remembering: speedOf(people, pumped.get('remembering') ?? []),
  }
  const leads = loaded.get('leadsAlone') ?? []
  const written = loaded.get('writtenBack') ?? []
  const leadsSpeed = speedOf(people, leads).recordsPerSecond
  const writtenSpeed = speedOf(people, written).recordsPerSecond
  const floor = pumps.remembering.recordsPerSecond
  return {
    people,
    limits,
    latencyMs,
    pumps,
    leadsAlone: {
      ofBarePump: ratio(leadsSpeed, pumps.bare.recordsPerSecond),
      ofRememberingPump: ratio(leadsSpeed, floor),
      ...costOf(people, leads),
    },
    withWriteBack: {
      ofWritingPump: ratio(writtenSpeed, pumps.writingBack.recordsPerSecond),
      ofBarePump: ratio(writtenSpeed, pumps.bare.recordsPerSecond),
      ...costOf(people, written),
    },
    rememberingOfBarePump: ratio(floor, pumps.bare.recordsPerSecond),
  }
}

function speedOf(people: number, runs: readonly (Pumped | Loaded)[]) {
  return {
    recordsPerSecond: Math.round(middle(runs.map(({ seconds }) => people / seconds))),
    cpuMsPerRecord: thousandths(middle(runs.map(({ cpuSeconds }) => (cpuSeconds / people) * 1_000))),
  }
}

function costOf(people: number, runs: readonly Loaded[]) {
  const last = runs.at(-1)
  return {
    ...speedOf(people, runs),
    callsPer1000: last === undefined ? null : Math.round((allCalls(last.calls) * 10_000) / people) / 10,
    byEndpoint: last?.calls,
    rateLimitErrors: runs.reduce((sum, { calls }) => sum + calls.rateLimited, 0),
    peakRssMb: Math.max(...runs.map(({ peakRssMb }) => peakRssMb)),
  }
}

const wordsOf = ({
  people,
  limits,
  latencyMs,
  pumps,
  leadsAlone,
  withWriteBack,
}: ReturnType<typeof figuresOf>): string =>
  `${people} people, limits ${limits}, latency ${latencyMs} ms: ` +
  `bare pump ${pumps.bare.recordsPerSecond}/s, remembering ${pumps.remembering.recordsPerSecond}/s, ` +
  `Tandem ${leadsAlone.recordsPerSecond}/s (${leadsAlone.ofBarePump}, of the remembering one ${leadsAlone.ofRememberingPump}); ` +
  `writing back: pump ${pumps.writingBack.recordsPerSecond}/s, Tandem ${withWriteBack.recordsPerSecond}/s (${withWriteBack.ofWritingPump})`

const ratio = (part: number, whole: number): number => Math.round((part / whole) * 100) / 100
const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000

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
