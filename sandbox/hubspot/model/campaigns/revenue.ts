import type { Campaign, CrmRecord } from '../../state.ts'
import { parseInstant } from '../../time.ts'
import type { Portal } from '../portal.ts'
import { storeOf } from '../portal.ts'
import type { AttributionModel } from './attribution.ts'
import { shares } from './attribution.ts'
import type { Period } from './touches.ts'
import { namesOf, touchesOf } from './touches.ts'

export interface Revenue {
  /** Deals whose contacts the campaign reached, whatever became of them. */
  readonly dealsNumber: number
  readonly dealAmount: number
  /** The campaign's share in those that were won. */
  readonly revenueAmount: number
  /** Reached contacts of those deals. */
  readonly contactsNumber: number
}

/**
 * Revenue of a campaign as the portal's own deals and touches give it: deals that were closed, or when still open made, within the
 * period. HubSpot documents the models, not every detail of the figures.
 */
export function revenueOf(portal: Portal, campaign: Campaign, model: AttributionModel, period: Period): Revenue {
  const names = namesOf(campaign)
  const reached = new Set<number>()
  let [dealsNumber, dealAmount, revenueAmount] = [0, 0, 0]
  for (const deal of storeOf(portal, 'deals').state.records) {
    if (deal.archivedAt !== null) continue
    const at = decidedAt(deal)
    if (at < period.from || at > period.to) continue
    const path = pathTo(portal, deal, at)
    const ours = path.filter(({ campaign: name }) => names.has(name))
    if (ours.length === 0) continue
    for (const { contactId } of ours) reached.add(contactId)
    const amount = Number(deal.values['amount_in_home_currency'] ?? 0)
    dealsNumber += 1
    dealAmount += amount
    if (deal.values['hs_is_closed_won'] === 'true') revenueAmount += amount * credit(model, deal, path, names, at)
  }
  return {
    dealsNumber,
    dealAmount: cents(dealAmount),
    revenueAmount: cents(revenueAmount),
    contactsNumber: reached.size,
  }
}

const cents = (amount: number): number => Math.round(amount * 100) / 100

function decidedAt(deal: CrmRecord): number {
  const closed = deal.values['hs_is_closed'] === 'true' ? parseInstant(deal.values['closedate'] ?? '') : null
  return closed ?? deal.createdAt
}

interface Step {
  readonly campaign: string
  readonly at: number
  readonly contactId: number
  readonly contactCreatedAt: number
}

/** Touches of all contacts of a deal up to its end, oldest first. */
function pathTo(portal: Portal, deal: CrmRecord, end: number): Step[] {
  const contacts = storeOf(portal, 'contacts')
  return Object.keys(deal.links['0-1'] ?? {})
    .flatMap((id) => contacts.byId.get(Number(id)) ?? [])
    .filter(({ archivedAt }) => archivedAt === null)
    .flatMap((contact) =>
      touchesOf(portal, contact).map((touch) => ({
        ...touch,
        contactId: contact.id,
        contactCreatedAt: contact.createdAt,
      })),
    )
    .filter(({ at }) => at <= end)
    .sort((a, b) => a.at - b.at || a.contactId - b.contactId)
}

function credit(
  model: AttributionModel,
  deal: CrmRecord,
  path: readonly Step[],
  names: ReadonlySet<string>,
  closedAt: number,
): number {
  const contactCreatedAt = Math.min(...path.map((step) => step.contactCreatedAt))
  const weights = shares(
    model,
    path.map(({ at }) => at),
    { contactCreatedAt, dealCreatedAt: deal.createdAt, closedAt },
  )
  return path.reduce((sum, { campaign }, index) => sum + (names.has(campaign) ? (weights[index] ?? 0) : 0), 0)
}
