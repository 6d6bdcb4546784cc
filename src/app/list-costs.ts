import { COST_SORTS, type CostSource } from '#domain/attribution/cost-line.ts'
import type { LocalDate } from '#domain/instant.ts'
import { AFTER_ALL_TEXT, inOrder, type Order, type Placed, type Position, usualOrder } from '#domain/order.ts'
import type { NotCountedWhy } from '#domain/attribution/counted-lines.ts'
import { nameKey } from '#domain/attribution/name-key.ts'
import type { StoredCostLine } from '#ports/store/costs.ts'
import { campaignCosts, OTHER_CHANNEL } from './campaign-costs.ts'
import type { Scope } from './scope.ts'

export interface ListedCost {
  /** Its channel is its own or its campaign's, else the one that most touches of the campaign have; null: nobody can tell. */
  readonly line: Omit<StoredCostLine, 'channel'> & { readonly channel: string | null }
  /** In the connection's currency. */
  readonly countedMinor: bigint
  readonly rate: string | null
  readonly counts: 'all' | 'part' | 'no'
  /** Why it does not count, or not on all of its days. */
  readonly why: string | null
}

export interface CostFilter {
  /** Part of a name, whatever its case, spaces and dashes. */
  readonly campaign: string | null
  readonly source: CostSource | null
  readonly counts: 'yes' | 'no' | null
  readonly from: LocalDate | null
  readonly to: LocalDate | null
}

/** Every line as it stands, newest day first or as it is asked, with what counts of it and why the rest does not. */
export async function listCosts(
  scope: Pick<Scope, 'store' | 'connection' | 'config'>,
  filter: CostFilter,
  order: Order<typeof COST_SORTS> = usualOrder(COST_SORTS),
): Promise<readonly Placed<ListedCost>[]> {
  const { lines, unconverted, notCounted } = await campaignCosts(scope, { from: filter.from, until: filter.to })
  const keyOf = ({ source, key }: Pick<StoredCostLine, 'source' | 'key'>): string => `${source} ${key}`
  const standsBack = new Map(notCounted.map((part) => [keyOf(part.line), part]))
  const counted = new Set(lines.map(keyOf))
  const all: readonly ListedCost[] = [
    ...lines.map((line): ListedCost => {
      const part = standsBack.get(keyOf(line))
      return {
        line,
        countedMinor: line.convertedMinor,
        rate: line.rate,
        counts: part === undefined ? 'all' : 'part',
        why: part === undefined ? null : whyWords(part.why),
      }
    }),
    ...notCounted
      .filter(({ line }) => !counted.has(keyOf(line)))
      .map(({ line, why }): ListedCost => ({ line, countedMinor: 0n, rate: null, counts: 'no', why: whyWords(why) })),
    ...unconverted.map((line): ListedCost => ({
      line,
      countedMinor: 0n,
      rate: null,
      counts: 'no',
      why: `There is no rate of ${line.currency} for ${line.untilOn}: add one to attribution.rates of the configuration.`,
    })),
  ]
  const told = (await scope.store.attributionSums.basis(scope.connection.id))?.channels ?? new Map<string, string>()
  const compare = inOrder(COST_SORTS, order)
  const wanted = filter.campaign === null ? null : nameKey(filter.campaign)
  return all
    .filter(({ line }) => wanted === null || nameKey(line.campaign ?? '').includes(wanted))
    .filter(({ line }) => filter.source === null || line.source === filter.source)
    .filter(({ counts }) => filter.counts === null || (filter.counts === 'yes') === (counts !== 'no'))
    .map(({ line, ...one }) => ({ ...one, line: { ...line, channel: channelOf(line, told) } }))
    .map((one) => ({ ...one, position: placeOf(one, order) }))
    .toSorted((a, b) => compare(a.position, b.position))
}

/** As reports by channel put it, where they know one. */
const channelOf = ({ campaign, channel }: ListedCost['line'], told: ReadonlyMap<string, string>): string | null =>
  channel !== null && channel !== OTHER_CHANNEL ? channel : campaign === null ? null : (told.get(campaign) ?? null)

/** Letters of a campaign by which its lines stand in order. */
const SORTED_BY = 60

/** Lines without a campaign stand last, whichever way. */
function placeOf({ line, countedMinor }: ListedCost, { sort, direction }: Order<typeof COST_SORTS>): Position {
  // Sources give keys of their own.
  const key = `${line.source} ${line.key}`
  if (sort === 'day') return [line.untilOn, key]
  if (sort === 'counted') return [String(countedMinor), key]
  const none = direction === 'asc' ? AFTER_ALL_TEXT : ''
  return [line.campaign === null ? none : nameOf(line.campaign), line.untilOn, key]
}

/** Never empty, which stands for none. */
const nameOf = (campaign: string): string => ` ${nameKey(campaign)}`.slice(0, SORTED_BY).toWellFormed()

const whyWords = (why: NotCountedWhy): string =>
  why.kind === 'source-off'
    ? 'Costs of this source are switched off (a setting).'
    : `On these days what ${SOURCES[why.counts]} tells of the campaign goes before (a setting).`

const SOURCES: Readonly<Record<CostSource, string>> = {
  import: 'an imported file',
  hubspot: 'HubSpot',
  salesforce: 'Salesforce',
}
