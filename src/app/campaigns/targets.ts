import { isCampaignId } from '#domain/campaigns/reference.ts'
import type { Connector } from '#ports/connector.ts'
import type { Scope } from '../scope.ts'
import type { Finding } from './park.ts'

/** A campaign seldom goes or changes its name. */
const FRESH_MS = 3_600_000

const known = new WeakMap<Connector, Map<string, { readonly at: number; readonly id: string }>>()

export type Target =
  | { readonly kind: 'found'; readonly campaignId: string }
  | { readonly kind: 'problem'; readonly problem: NonNullable<Finding['problem']> }

/**
 * The Salesforce campaigns that the configuration names by id or by name. Found ones are remembered for an hour, so a pass
 * with nothing to do asks nothing.
 */
export async function findTargets(scope: Scope, references: readonly string[]): Promise<ReadonlyMap<string, Target>> {
  const cache = known.get(scope.salesforce) ?? new Map<string, { readonly at: number; readonly id: string }>()
  known.set(scope.salesforce, cache)
  const now = scope.clock.now()
  const open = [...new Set(references)].filter((reference) => now - (cache.get(reference)?.at ?? 0) > FRESH_MS)
  const found = open.length === 0 ? new Map<string, Target>() : await lookUp(scope, open)
  for (const [reference, target] of found)
    if (target.kind === 'found') cache.set(reference, { at: now, id: target.campaignId })
    else cache.delete(reference)
  return new Map(
    references.map((reference): [string, Target] => [
      reference,
      found.get(reference) ?? { kind: 'found', campaignId: cache.get(reference)?.id ?? '' },
    ]),
  )
}

async function lookUp(scope: Scope, references: readonly string[]): Promise<ReadonlyMap<string, Target>> {
  const ids = references.filter(isCampaignId)
  const names = references.filter((reference) => !isCampaignId(reference))
  const fields = ['Name']
  const [byId, byName] = await Promise.all([
    ids.length === 0 ? [] : scope.salesforce.read({ object: 'Campaign', ids, fields }),
    names.length === 0 ? [] : scope.salesforce.findBy({ object: 'Campaign', field: 'Name', values: names, fields }),
  ])
  return new Map(
    references.map((reference): [string, Target] => {
      const alike = isCampaignId(reference)
        ? byId.filter(({ id }) => id.slice(0, 15) === reference.slice(0, 15))
        : byName.filter(({ values }) => values['Name']?.toLowerCase() === reference.trim().toLowerCase())
      const [only] = alike
      if (only !== undefined && alike.length === 1) return [reference, { kind: 'found', campaignId: only.id }]
      return [reference, { kind: 'problem', problem: unresolved(reference, alike.length) }]
    }),
  )
}

const unresolved = (reference: string, count: number): NonNullable<Finding['problem']> =>
  count === 0
    ? {
        code: 'UNKNOWN_CAMPAIGN',
        message: `Salesforce has no campaign "${reference}" that the integration user can see`,
        remedy: 'Make the campaign in Salesforce, or correct `campaignMembers`; its members follow by themselves then.',
      }
    : {
        code: 'SEVERAL_CAMPAIGNS',
        message: `${count} campaigns in Salesforce are called "${reference}"`,
        remedy: 'Name the campaign by its id in `campaignMembers`.',
      }
