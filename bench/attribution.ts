import type { CustomWeights } from '../src/domain/attribution/config.ts'
import { creditDeal, creditPaths } from '../src/domain/attribution/index.ts'
import { MODEL_NAMES } from '../src/domain/attribution/models/index.ts'
import { splitAmongChannels } from '../src/domain/attribution/paths.ts'
import { type Deal, eligibleTouches, type Touch } from '../src/domain/attribution/touch.ts'
import type { Benchmark } from './index.ts'
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
const ON_CHANNELS = ['markov', 'shapley'] as const

/** The same numbers at every run, without order. */
const scattered = (seed: number, below: number): number => (Math.imul(seed, 2_654_435_761) >>> 0) % below

/**
 * How long crediting 100,000 deals of 10 touches takes under every model, one of one's own, and on channels; and how much memory.
 * All deals are held in memory, as the models on channels need them; the credits of one are dropped before the next. Throws when
 * a single minor unit is lost.
 */
export const attributionBenchmark: Benchmark = async (progress, args) => {
  const deals = Array.from({ length: countOf(args) }, (_, i) => dealOf(i))
  const total = deals.reduce((sum, deal) => sum + BigInt(deal.amountMinor), 0n)
  progress(`${deals.length} deals of ${TOUCHES} touches, all in memory`)
  const seconds: Record<string, number> = {}
  const cpuBefore = process.cpuUsage()
  for (const model of [...MODEL_NAMES, 'ours']) {
    seconds[model] = timed(() => allTouches(deals, model), total, model)
    progress(`${model}: ${seconds[model]} s`)
  }
  for (const model of ON_CHANNELS) {
    seconds[model] = timed(() => allChannels(deals, model), total, model)
    progress(`${model}: ${seconds[model]} s`)
  }
  const inAll = Object.values(seconds).reduce((sum, one) => sum + one, 0)
  const cpu = process.cpuUsage(cpuBefore)
  return {
    deals: deals.length,
    touches: TOUCHES,
    held: 'all deals in memory',
    seconds,
    secondsInAll: Math.round(inAll * 100) / 100,
    cpuSecondsInAll: Math.round((cpu.user + cpu.system) / 10_000) / 100,
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  }
}

function countOf(args: readonly string[]): number {
  if (args.length === 0) return DEALS
  if (args.length === 1 && args[0] === '--quick') return DEALS / 100
  throw new WrongInput(`attribution knows only --quick, not ${args.join(' ')}`)
}

function timed(credit: () => bigint, total: bigint, model: string): number {
  const before = performance.now()
  const credited = credit()
  if (credited !== total) throw new Error(`${model} credits ${credited} of ${total} minor units`)
  return Math.round((performance.now() - before) / 10) / 100
}

function allTouches(deals: readonly Deal[], model: string): bigint {
  let sum = 0n
  for (const deal of deals) {
    const { credits, unattributedMinor } = creditDeal(deal, model, SETTINGS)
    sum += unattributedMinor
    for (const { amountMinor } of credits) sum += amountMinor
  }
  return sum
}

/** Every third deal is lost. */
function allChannels(deals: readonly Deal[], model: (typeof ON_CHANNELS)[number]): bigint {
  let total = 0n
  const rows = deals.map((deal, i) => {
    const path = eligibleTouches(deal).map(({ channel }) => channel)
    total += BigInt(deal.amountMinor)
    return {
      path,
      conversions: i % 3 === 0 ? 0 : 1,
      value: i % 3 === 0 ? 0 : Number(deal.amountMinor),
      nulls: i % 3 === 0 ? 1 : 0,
    }
  })
  const shares = Object.entries(creditPaths(rows, model)).map(([channel, { value }]) => [channel, value] as const)
  const { amounts, unattributedMinor } = splitAmongChannels(total, Object.fromEntries(shares))
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
