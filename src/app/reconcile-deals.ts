import { takesPart } from '#domain/lifecycle/selection.ts'
import type { InboxRow } from '#ports/store/inbox.ts'
import { associatePeople } from './deals/associate.ts'
import { gatherDeals } from './deals/gather.ts'
import { lookAtDeals, withAgreed } from './deals/left-over.ts'
import { planDeals } from './deals/plan.ts'
import { rememberDeals } from './deals/remember.ts'
import type { PresentDeal } from './deals/unit.ts'
import { writeDeals } from './deals/write.ts'
import { inBatch } from './intents/write-batch.ts'
import type { Scope } from './scope.ts'

/**
 * One batch of opportunities, by their own changes, those of their contact roles and those of their deals: each of a linked
 * person becomes, or keeps in step, one HubSpot deal associated with its people; the outcome is remembered and its people are
 * put in the inbox, so that their own properties tell it too.
 */
export async function reconcileDeals(scope: Scope, rows: readonly InboxRow[]): Promise<void> {
  const { deals, strangers, read } = await gatherDeals(scope, rows)
  const present = deals.filter((deal): deal is PresentDeal => deal.record !== null)
  const concerned = present.filter((deal) => concernsTandem(scope, deal))
  const leftOvers = await lookAtDeals(scope, concerned)
  const planned = await planDeals(
    scope,
    concerned.map((deal) => withAgreed(scope, deal, leftOvers)),
    new Set(leftOvers.keys()),
  )
  const batch = inBatch(scope)
  const results = await associatePeople(scope, await writeDeals(batch, planned))
  await rememberDeals(batch, {
    leftOvers,
    strangers,
    gone: deals.filter((deal) => deal.record === null),
    unknown: present.filter((deal) => !concernsTandem(scope, deal)),
    results,
    read,
  })
}

/** Of people in the loop now, or once: what was linked or known is followed to its end, also when it leaves the selection. */
const concernsTandem = (scope: Scope, deal: PresentDeal): boolean =>
  deal.link !== null || deal.before !== null || (deal.people.length > 0 && enters(scope, deal))

/** What Tandem opened itself bears its key, and takes part whatever the filter says. */
const enters = ({ config }: Scope, { record }: PresentDeal): boolean =>
  (record.values['Tandem_Key__c'] ?? null) !== null || takesPart('Opportunity', record.values, config.selection)
