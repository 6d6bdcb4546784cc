import type { CreditedEntries } from '#domain/attribution/credit-entries.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import { salesforceId } from '#domain/ids.ts'
import { DAY_MS } from '#domain/time.ts'
import type { StoredCredit } from '#ports/store/credits.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Creditable, CreditScope } from './credit-opportunity.ts'
import { creditRows, creditUnder, gatherCreditable } from './credit-opportunity.ts'

/** Opportunities of one name that are listed to choose from. */
const MOST_NAMED = 20

/** Whether a touch can earn anything, and if not, why. */
export type Eligibility =
  | { readonly kind: 'eligible' }
  | { readonly kind: 'after-close' | 'before-lookback' }
  | { readonly kind: 'channel-excluded' }
  | { readonly kind: 'same-as'; readonly touchId: string }

export interface ExplainedTouch {
  readonly touch: StoredTouch
  readonly eligibility: Eligibility
}

export interface ExplainedModel {
  readonly model: string
  readonly credited: CreditedEntries
  /** Whether this is what is stored and reported; `waits`: it is about to be computed. */
  readonly stored: 'same' | 'waits'
}

/** Everything from which the credit of an opportunity follows, and what every model makes of it. */
export interface ExplainedDeal extends Creditable {
  readonly dealLink: Link | null
  readonly people: readonly { readonly link: Link; readonly leadSince: Instant | null }[]
  /** Refunds of their own of this one. */
  readonly refunds: readonly StoredOpportunity[]
  /** In order of (instant, id). */
  readonly seen: readonly ExplainedTouch[]
  readonly models: readonly ExplainedModel[]
}

type Known = Pick<CreditScope, 'store' | 'connection'>

/** 15 or 18 characters. */
const isSalesforceId = (text: string): boolean => /^006[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?$/.test(text)
/** What can be an id of an opportunity, or of a deal in HubSpot. */
const isDealId = (text: string): boolean => /^\d+$/.test(text) || isSalesforceId(text)

/**
 * Opportunities that a person may mean: by Salesforce id (15 or 18 characters), by the id of their HubSpot deal, else by name.
 * @returns empty: none is known; at most twenty. No name is looked for what is an id of Salesforce.
 */
export async function findDeals(scope: Known, who: string): Promise<readonly StoredOpportunity[]> {
  const text = who.trim()
  const known = await dealsById(scope, text)
  return known.length > 0 || isSalesforceId(text)
    ? known
    : scope.store.opportunities.named(scope.connection.id, text, MOST_NAMED)
}

/** As {@link findDeals}, by ids alone. */
export async function dealsById({ store, connection }: Known, text: string): Promise<readonly StoredOpportunity[]> {
  if (!isDealId(text)) return []
  const ids = new Set<string>(isSalesforceId(text) ? [salesforceId(text)] : [])
  for (const link of (await store.links.byHubspotIds(connection.id, 'deal', [text])).values())
    if (link.salesforceId !== null) ids.add(link.salesforceId)
  return [...(await store.opportunities.byIds(connection.id, [...ids])).values()]
}

/** Of facts that are stored alone: no platform is asked. @param models names of `attribution.models`. */
export async function explainDeal(
  scope: CreditScope,
  opportunity: StoredOpportunity,
  models: readonly string[],
): Promise<ExplainedDeal> {
  const { store, connection, config } = scope
  const [one] = await gatherCreditable(scope, [opportunity])
  if (one === undefined) throw new RangeError('an opportunity is gathered for itself')
  const { weighed } = one
  const links = await store.links.byIds(connection.id, weighed.people)
  const deals = await store.links.bySalesforceIds(connection.id, 'deal', [opportunity.id])
  const touches = await store.touches.byLinks(connection.id, weighed.people)
  const stored = await store.credits.ofOpportunity(connection.id, opportunity.id)
  const computed = creditRows(config.attribution, one)
  return {
    ...one,
    dealLink: deals.get(opportunity.id) ?? null,
    people: weighed.people.flatMap((id) => {
      const link = links.get(id)
      return link === undefined ? [] : [{ link, leadSince: one.leadSince.get(id) ?? null }]
    }),
    refunds: await store.opportunities.refundsOf(connection.id, [opportunity.id]),
    seen: inOrder(weighed.people.flatMap((id) => touches.get(id) ?? [])).map((touch) => ({
      touch: one.touches.touches.find(({ id }) => id === touch.id) ?? touch,
      eligibility: eligibilityOf(scope, one, touch),
    })),
    models: models.map((model) => ({
      model,
      credited: creditUnder(config.attribution, one, model),
      stored: isSame(ofModel(stored, model), ofModel(computed, model)) ? 'same' : 'waits',
    })),
  }
}

function eligibilityOf({ config }: CreditScope, { weighed, touches }: Creditable, touch: StoredTouch): Eligibility {
  const sameAs = touches.sameAs.get(touch.id)
  if (sameAs !== undefined) return { kind: 'same-as', touchId: sameAs }
  if (touches.excluded.some(({ id }) => id === touch.id)) return { kind: 'channel-excluded' }
  const { closedAt } = weighed
  if (closedAt === null) return { kind: 'eligible' }
  if (touch.at > closedAt) return { kind: 'after-close' }
  const { lookbackDays } = config.attribution
  const tooOld = lookbackDays !== null && touch.at < closedAt - lookbackDays * DAY_MS
  return tooOld ? { kind: 'before-lookback' } : { kind: 'eligible' }
}

/** Of a touch that two merged people have, one. */
const inOrder = (touches: readonly StoredTouch[]): readonly StoredTouch[] =>
  [...new Map(touches.map((touch) => [touch.id, touch])).values()].toSorted(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
  )

const ofModel = (rows: readonly StoredCredit[], model: string): readonly StoredCredit[] =>
  rows.filter((row) => row.model === model)

const isSame = (a: readonly StoredCredit[], b: readonly StoredCredit[]): boolean => {
  const text = (rows: readonly StoredCredit[]): string =>
    rows
      .map((row) => [row.entry, row.touchId, row.amountMinor, row.weightNumerator, row.weightDenominator].join(' '))
      .toSorted()
      .join('\n')
  return text(a) === text(b)
}
