import { parseArgs } from 'node:util'
import type { Benchmark, Figures } from './index.ts'
import { WrongInput } from './wrong-input.ts'
import { measureBackfill } from './sync/backfill.ts'
import { measureCalls } from './sync/calls.ts'
import type { Place } from './sync/databases.ts'
import { measureEchoes } from './sync/echoes.ts'
import { measureLatency } from './sync/latency.ts'
import { openStage } from './sync/stage.ts'
import type { Options, Stage } from './sync/stage.ts'

/** As `src/main.ts` starts: the garbage of large batches would make the heap look larger than it is. */
const AS_STARTED = ['--max-semi-space-size=8', '--heap-growing-percent=70']

type Part = (stage: Stage, place: Place['name'], options: Options) => Promise<Figures>

const PARTS: Readonly<Record<string, Part>> = {
  calls: measureCalls,
  backfill: measureBackfill,
  latency: measureLatency,
  echoes: measureEchoes,
}

/**
 * What the sync promises, measured: both CRMs, Tandem's worker and the bare pump are processes of their own, the driver is this one.
 * On the embedded database; with DATABASE_URL (and REDIS_URL) on PostgreSQL (and Redis) as well.
 */
export const syncBenchmark: Benchmark = async (progress, args) => {
  const options = optionsOf(progress, args)
  const startedAt = performance.now()
  const figures: Record<string, Record<string, Figures>> = {}
  for (const place of options.places) {
    const here: Record<string, Figures> = {}
    figures[place] = here
    for (const name of options.parts) {
      const part = PARTS[name]
      if (part === undefined) continue
      progress(`${name} on ${place} ...`)
      const stage = await openStage()
      try {
        here[name] = await part(stage, place, options)
      } finally {
        await stage.box.end()
      }
    }
  }
  return { seconds: Math.round((performance.now() - startedAt) / 1000), quick: options.quick, ...figures }
}

function optionsOf(progress: Options['progress'], args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      people: { type: 'string' },
      quick: { type: 'boolean', default: false },
      'cpu-prof': { type: 'string' },
    },
  })
  const servers = { databaseUrl: process.env['DATABASE_URL'] ?? null, redisUrl: process.env['REDIS_URL'] ?? null }
  const every: readonly Place['name'][] = servers.databaseUrl === null ? ['pglite'] : ['pglite', 'postgres']
  const profile = values['cpu-prof']
  const places = pick('--database', values.database, every, ['pglite', 'postgres'])
  if (places.includes('postgres') && servers.databaseUrl === null)
    throw new WrongInput('DATABASE_URL is not set: it names the PostgreSQL server to measure on')
  return {
    servers,
    places,
    parts: new Set(pick('--only', values.only, Object.keys(PARTS), Object.keys(PARTS))),
    people: numberOf(values.people ?? (values.quick ? '2000' : '100000')),
    quick: values.quick,
    nodeFlags: [...AS_STARTED, ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])],
    progress,
  }
}

function pick<T extends string>(
  flag: string,
  given: readonly string[] | undefined,
  usual: readonly T[],
  known: readonly T[],
): readonly T[] {
  if (given === undefined) return usual
  const unknown = given.find((name) => !known.includes(name as T))
  if (unknown !== undefined) throw new WrongInput(`${flag} ${unknown}: there are ${known.join(', ')}`)
  return given as readonly T[]
}

function numberOf(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0) return number
  throw new WrongInput(`--people ${text} is not a whole number above 0`)
}
