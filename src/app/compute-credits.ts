import { canonicalJson } from '#domain/canonical.ts'
import type { AttributionConfig } from '#domain/attribution/config.ts'
import type { DueOpportunity } from '#ports/store/opportunities.ts'
import { creditRows, gatherCreditable } from './credit-opportunity.ts'
import { tellCompanies } from './records/outcomes.ts'
import type { Scope } from './scope.ts'
import { tellHubspot } from './tell-hubspot.ts'

/** Opportunities credited in one transaction. */
const BATCH = 500

/**
 * Credits every opportunity whose outcome, people or touches changed since it was last credited, under all models; other settings
 * make all of them due once. Open and lost ones get weights and no money. Nothing is written where nothing differs. The people
 * whose revenue changed are put in the inbox, so that HubSpot is told.
 * @returns how many opportunities were looked at.
 */
export async function computeCredits(scope: Scope): Promise<number> {
  const { store, connection, config, clock } = scope
  await store.credits.basis(connection.id, basisOf(config.attribution), clock.now())
  let looked = 0
  for (;;) {
    const batch = await store.opportunities.needingCredit(connection.id, BATCH)
    if (batch.length === 0) return looked
    await creditBatch(scope, batch)
    looked += batch.length
  }
}

/** The settings that credits follow from. */
const basisOf = ({ models, lookbackDays, middle, customModels, touches }: AttributionConfig): string =>
  canonicalJson({ models, lookbackDays, middle, customModels, excludeChannels: touches.excludeChannels })

async function creditBatch(scope: Scope, batch: readonly DueOpportunity[]): Promise<void> {
  const { store, connection, clock } = scope
  const { attribution } = scope.config
  const gathered = await gatherCreditable(scope, batch)
  const credits = gathered.flatMap((one) => creditRows(attribution, one))
  const named = gathered.flatMap(({ weighed, opportunity }) => [...weighed.people, ...opportunity.people])
  await store.transaction(async (tx) => {
    const ids = batch.map(({ id }) => id)
    // Somebody who is no longer on an opportunity loses what they had of it.
    const people = [...new Set([...named, ...(await tx.credits.hold(connection.id, ids))])]
    const before = await tx.credits.byPeople(connection.id, attribution.defaultModel, people)
    const soldBefore = await tx.credits.byOpportunities(connection.id, attribution.defaultModel, ids)
    const changed = await tx.credits.replace(connection.id, batch, credits, clock.now())
    if (changed.size === 0) return
    const after = await tx.credits.byPeople(connection.id, attribution.defaultModel, people)
    const earning = people.filter((id) => before.get(id) !== after.get(id))
    // Nothing is written for people who were taken apart, and who was erased is not to be looked for.
    const links = await tx.links.byIds(connection.id, earning)
    const told = earning.filter((id) => links.get(id)?.state !== 'unlinked')
    await tellHubspot(scope, tx, told, 'outcome changed')
    const sold = await tx.credits.byOpportunities(connection.id, attribution.defaultModel, ids)
    await tellCompanies(
      scope,
      tx,
      batch.flatMap(({ id, accountId }) => (sold.get(id) === soldBefore.get(id) ? [] : [accountId])),
    )
  })
}
