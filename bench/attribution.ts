import type { CustomWeights } from '../src/domain/attribution/config.ts'
import { creditDeal, creditPaths } from '../src/domain/attribution/index.ts'
import { MODEL_NAMES } from '../src/domain/attribution/models/index.ts'
import { splitAmongChannels } from '../src/domain/attribution/paths.ts'
import { type Deal, eligibleTouches, type Touch } from '../src/domain/attribution/touch.ts'
import type { PathRow } from '../src/domain/attribution/models/path.ts'
import type { Benchmark, Figures } from './index.ts'
import { WrongInput } from './wrong-input.ts'

const DEALS = 100_000
const TOUCHES = 10
const DAY = 86_400_000
const CLOSED_FROM = Date.UTC(2026, 0, 1)
const CHANNELS = [
  'PAID_SEARCH',
  'ORGANIC_SEARCH',
  'EMAIL',
  'PAID_SOCIAL',
  'SOCIAL',
  'REFERRAL',
  'DIRECT',
  'FAIR',
] as const

const OURS: CustomWeights = { first: 35, leadCreation: 22.5, opportunityCreation: 22.5, close: 10, others: 10 }
const SETTINGS = { customModels: { ours: OURS } }
const TOUCH_MODELS = [...MODEL_NAMES, 'ours']
const ON_CHANNELS = ['markov', 'shapley'] as const

/** The same numbers at every run, without order. */
const scattered = (seed: number, below: number): number => (Math.imul(seed, 2_654_435_761) >>> 0) % below

/** As many as the product credits in a few transactions. */
const AT_A_TIME = 1_000

interface Settings {
  readonly deals: number
  /** `streamed`: a thousand at a time, made and dropped; `held`: all in memory. */
  readonly manner: 'streamed' | 'held'
}

/**
 * How long crediting 100,000 deals of 10 touches takes under every model, one of one's own, and on channels; and how much memory.
 * The making of the deals is not counted. Throws when a single minor unit is lost.
 */
export const attributionBenchmark: Benchmark = async (progress, args) => {
  const { deals, manner } = settingsOf(args)
  progress(`${deals} deals of ${TOUCHES} touches, ${manner}`)
  const stopwatch = new Stopwatch()
  const credited = new Map<string, bigint>()
  const rows: PathRow[] = []
  let total = 0n
  for (const batch of batches(deals, manner === 'held' ? deals : AT_A_TIME)) {
    total += batch.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n)
    for (const model of TOUCH_MODELS) {
      const sum = stopwatch.time(model, () => creditAll(batch, model))
      credited.set(model, (credited.get(model) ?? 0n) + sum)
    }
    stopwatch.time('paths', () => rows.push(...batch.map(pathOf)))
  }
  for (const model of ON_CHANNELS)
    credited.set(
      model,
      stopwatch.time(model, () => creditChannels(rows, model, total)),
    )
  for (const [model, sum] of credited)
    if (sum !== total) throw new Error(`${model} credits ${sum} of ${total} minor units`)
  return {
    deals,
    touches: TOUCHES,
    manner,
    ...stopwatch.figures(),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

function settingsOf(args: readonly string[]): Settings {
  const unknown = args.filter((arg) => arg !== '--quick' && arg !== '--held')
  if (unknown.length > 0) throw new WrongInput(`attribution knows --quick and --held, not ${unknown.join(' ')}`)
  return {
    deals: args.includes('--quick') ? DEALS / 100 : DEALS,
    manner: args.includes('--held') ? 'held' : 'streamed',
  }
}

function* batches(deals: number, size: number): Generator<readonly Deal[]> {
  for (let from = 0; from < deals; from += size)
    yield Array.from({ length: Math.min(size, deals - from) }, (_, i) => dealOf(from + i))
}

/** Adds up what each part takes, by the clock and of the processor. */
class Stopwatch {
  readonly #ms = new Map<string, number>()
  #cpuMicros = 0

  time<T>(name: string, work: () => T): T {
    const [before, cpu] = [performance.now(), process.cpuUsage()]
    const result = work()
    const { user, system } = process.cpuUsage(cpu)
    this.#cpuMicros += user + system
    this.#ms.set(name, (this.#ms.get(name) ?? 0) + performance.now() - before)
    return result
  }

  figures(): Figures {
    const rounded = (ms: number): number => Math.round(ms / 10) / 100
    const all = [...this.#ms.values()].reduce((sum, ms) => sum + ms, 0)
    return {
      seconds: Object.fromEntries([...this.#ms].map(([name, ms]) => [name, rounded(ms)])),
      secondsInAll: rounded(all),
      cpuSecondsInAll: rounded(this.#cpuMicros / 1000),
    }
  }
}

function creditAll(deals: readonly Deal[], model: string): bigint {
  let sum = 0n
  for (const deal of deals) {
    const { credits, unattributedMinor } = creditDeal(deal, model, SETTINGS)
    sum += unattributedMinor
    for (const { amountMinor } of credits) sum += amountMinor
  }
  return sum
}

/** Every third deal is lost, and its path costs its channels; what all deals are worth is split all the same. */
function pathOf(deal: Deal, index: number): PathRow {
  const path = eligibleTouches(deal).map(({ channel }) => channel)
  return index % 3 === 0
    ? { path, conversions: 0, value: 0, nulls: 1 }
    : { path, conversions: 1, value: Number(deal.amountMinor), nulls: 0 }
}

function creditChannels(rows: readonly PathRow[], model: (typeof ON_CHANNELS)[number], totalMinor: bigint): bigint {
  const shares = Object.entries(creditPaths(rows, model)).map(([channel, { value }]) => [channel, value] as const)
  const { amounts, unattributedMinor } = splitAmongChannels(totalMinor, Object.fromEntries(shares))
  return Object.values(amounts).reduce((sum, amount) => sum + amount, unattributedMinor)
}

/** Three people, touches in no order over half a year before the close, ids and channels as they come out of a store. */
function dealOf(i: number): Deal {
  const closedAt = CLOSED_FROM + scattered(i + 1, 300 * DAY)
  const contacts = [0, 1, 2].map((n) => ({
    id: `contact-${3 * i + n}`,
    leadCreatedAt: n === 2 ? null : closedAt - (90 + 30 * n) * DAY,
  }))
  const touches = Array.from({ length: TOUCHES }, (_, n): Touch => {
    const seed = i * TOUCHES + n + 1
    return {
      id: `${3 * i + (n % 3)}:${closedAt - scattered(seed, 180 * DAY)}`,
      contactId: `contact-${3 * i + (n % 3)}`,
      at: closedAt - scattered(seed, 180 * DAY),
      channel: CHANNELS[scattered(seed * 7, CHANNELS.length)] ?? 'DIRECT',
      campaign: `Campaign ${scattered(seed, 40)}`,
    }
  })
  const amountMinor = BigInt(scattered(i + 7, 10_000_000))
  return { id: `deal-${i}`, amountMinor, currency: 'USD', createdAt: closedAt - 45 * DAY, closedAt, contacts, touches }
}
