import { startChild } from './child.ts'
import type { Child } from './child.ts'
import type { People } from './company.ts'
import { newPlace } from './databases.ts'
import type { Place, Servers } from './databases.ts'
import type { Platforms } from './settings.ts'
import type { Calls, OpenWorker, RoundReport } from './worker-main.ts'

export interface Options {
  readonly servers: Servers
  readonly places: readonly Place['name'][]
  readonly parts: ReadonlySet<string>
  /** Contacts of the large backfill. */
  readonly people: number
  readonly quick: boolean
  /** Flags for the worker's node, such as --cpu-prof. */
  readonly nodeFlags: readonly string[]
  readonly progress: (line: string) => void
}

/** Both CRMs in one process; they are emptied and filled anew for each measurement. */
export interface Stage {
  readonly box: Child
  readonly platforms: Platforms
}

export async function openStage(): Promise<Stage> {
  const box = startChild('sandbox-main.ts')
  return { box, platforms: await box.call<Platforms>('start') }
}

/** A worker of its own on an empty database, for one measurement. */
export async function withWorker<T>(
  stage: Stage,
  place: Place['name'],
  options: Options,
  work: (worker: Child) => Promise<T>,
  over: Partial<OpenWorker> = {},
): Promise<T> {
  const at = await newPlace(place, options.servers)
  const worker = startChild('worker-main.ts', options.nodeFlags)
  try {
    const { databaseUrl, redisUrl } = at
    await worker.call('open', {
      platforms: stage.platforms,
      databaseUrl,
      redisUrl,
      limits: 'off',
      ...over,
    } satisfies OpenWorker)
    return await work(worker)
  } finally {
    await worker.end()
    await at.drop()
  }
}

export const seed = (stage: Stage, people: People): Promise<void> => stage.box.call('seed', people)

/** Time passes on both sides of the wire. */
export async function advance(stage: Stage, worker: Child, ms: number): Promise<void> {
  await Promise.all([stage.box.call('advance', { ms }), worker.call('advance', { ms })])
}

const POLL_MS = 15_000
const MAX_ROUNDS = 60

/** Polls every quarter of a minute until nothing is new for `quietRounds`. @returns every round in order. */
export async function pollUntilQuiet(
  stage: Stage,
  worker: Child,
  quietRounds: number,
): Promise<readonly RoundReport[]> {
  const rounds: RoundReport[] = []
  let quiet = 0
  while (quiet < quietRounds) {
    if (rounds.length >= MAX_ROUNDS) throw new Error('the loop does not come to rest')
    await advance(stage, worker, POLL_MS)
    const one = await worker.call<RoundReport>('round')
    rounds.push(one)
    quiet = isIdle(one) ? quiet + 1 : 0
  }
  return rounds
}

export const isIdle = (round: RoundReport): boolean => round.captured + round.echoes + round.waiting === 0

export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, n) => sum + n, 0)

export const allCalls = (calls: Calls): number => total(calls.hubspot) + total(calls.salesforce)
