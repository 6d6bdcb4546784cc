import type { Ending } from './ending.ts'
import { parkedOf } from './ending.ts'
import { text } from './values.ts'

const STAGES: Readonly<Record<string, string>> = {
  Prospecting: 'appointmentscheduled',
  Qualification: 'qualifiedtobuy',
  'Proposal/Price Quote': 'contractsent',
  'Closed Won': 'closedwon',
  'Closed Lost': 'closedlost',
}

/** Every opportunity of somebody linked has exactly one deal, which says the same. */
export function dealsOnce(ending: Ending): readonly string[] {
  const found: string[] = []
  const linked = new Set(
    ending.links
      .filter((link) => link['kind'] === 'person' && link['state'] === 'active')
      .map((link) => link['salesforce_id']),
  )
  const dealsOf = Map.groupBy(ending.deals, (deal) => text(deal.properties['tandem_salesforce_opportunity_id']))
  for (const opportunity of ending.opportunities) {
    const id = text(opportunity['Id'])
    const deals = dealsOf.get(id) ?? []
    const contacts = ending.roles.filter((role) => role['OpportunityId'] === id).map((role) => role['ContactId'])
    if (parkedOf(ending, [id, ...deals.map((deal) => deal.id), ...contacts]).length > 0) continue
    const expected = contacts.some((contact) => linked.has(contact)) ? 1 : 0
    if (deals.length > 1 || (expected === 1 && deals.length === 0))
      found.push(`opportunity ${id}: ${deals.length} deals instead of ${expected}`)
    const [deal] = deals
    if (deal === undefined || expected === 0) continue
    const agree: readonly (readonly [string, string, string])[] = [
      ['dealname', text(deal.properties['dealname']), text(opportunity['Name'])],
      ['dealstage', text(deal.properties['dealstage']), STAGES[text(opportunity['StageName'])] ?? ''],
      ['amount', String(Number(deal.properties['amount'])), String(Number(opportunity['Amount']))],
    ]
    for (const [field, left, right] of agree)
      if (left !== right) found.push(`opportunity ${id}: ${field} of its deal is "${left}" instead of "${right}"`)
  }
  return found
}
