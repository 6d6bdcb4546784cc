import { isRecord, textOf } from './play/http-call.ts'
import { findBuyers } from './play/buyers.ts'
import { dealState, readDealForm } from './play/opportunities.ts'
import { connectSalesforce } from './play/salesforce-client.ts'
import type { SalesPlay } from './play-sales.ts'

export interface StageReport {
  /** Opportunities that were set to the end the replay tells. */
  readonly finished: number
  /** Already as the replay says. */
  readonly skipped: number
  /** Rows whose buyer has no opportunity yet. */
  readonly waiting: number
  readonly calls: { readonly salesforce: number }
}

/**
 * Sets stage, close date and amount of the opportunities that a HubSpot stage opened (rows `opensByStage`). Where a buyer
 * has several, the newest is taken. Can be repeated.
 * @throws SalesPlayerError, one line.
 */
export async function finishStageOpportunities(play: Omit<SalesPlay, 'hubspot'>): Promise<StageReport> {
  const rows = play.company.replay.filter((row) => row.opensByStage)
  const salesforce = await connectSalesforce(play.salesforce)
  const form = await readDealForm(salesforce)
  const buyers = await findBuyers(
    salesforce,
    rows.map((row) => row.email),
  )
  const contactIds = [...buyers.values()].flatMap((buyer) => (buyer.kind === 'contact' ? [buyer.contactId] : []))
  const roles = await salesforce.queryIn(
    'SELECT ContactId, OpportunityId, Opportunity.StageName, Opportunity.CloseDate, Opportunity.Amount ' +
      'FROM OpportunityContactRole WHERE ContactId IN ({list}) ORDER BY Opportunity.CreatedDate, OpportunityId',
    contactIds,
  )
  const newest = new Map(roles.map((role) => [textOf(role, 'ContactId'), role]))
  const changes: Record<string, unknown>[] = []
  let skipped = 0
  let waiting = 0
  for (const row of rows) {
    const buyer = buyers.get(row.email)
    const role = buyer?.kind === 'contact' ? newest.get(buyer.contactId) : undefined
    const current = role?.['Opportunity']
    if (role === undefined || !isRecord(current)) {
      waiting += 1
      continue
    }
    const state = dealState(row, form)
    const same = ['StageName', 'CloseDate', 'Amount'].every((name) => (state[name] ?? null) === (current[name] ?? null))
    if (same) skipped += 1
    else changes.push({ Id: role['OpportunityId'], ...state })
  }
  await salesforce.update('Opportunity', changes)
  return { finished: changes.length, skipped, waiting, calls: { salesforce: salesforce.calls() } }
}
