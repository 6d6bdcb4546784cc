import type { DriftCounts, StoredDrift } from '#ports/store/drifts.ts'
import type { Scope } from '../scope.ts'
import { comparePairs } from './compare.ts'
import { createFindings } from './findings.ts'
import { findStrayKeys } from './keys.ts'
import { whoWasReceived } from './received.ts'

const USUAL_SAMPLE = 1_000
const NEWEST_KEYS = 1_000
/** The hour of the org's night in which it is looked. */
const NIGHT_HOUR = 2
const NOT_AGAIN_MS = 20 * 3_600_000

/**
 * Do both sides say the same? Counts, who was sent and not received and why, a sample of pairs field by field, keys that lead
 * nowhere. Nothing is written to the CRMs; what nobody knew of is put into the inbox and so mended by the loop.
 * @param options.sample linked pairs to compare.
 */
export async function checkDrift(whole: Scope, options: { readonly sample?: number } = {}): Promise<StoredDrift> {
  const scope: Scope = {
    ...whole,
    hubspot: whole.hubspot.withLane('backfill'),
    salesforce: whole.salesforce.withLane('backfill'),
  }
  const { store, connection, clock } = scope
  const startedAt = clock.now()
  const before = callsOf(scope)
  const last = await store.drifts.newest(connection.id)
  const findings = createFindings()
  const received = await whoWasReceived(scope, findings)
  const compared = await comparePairs(scope, last?.position ?? null, options.sample ?? USUAL_SAMPLE, findings)
  const strayKeys = await findStrayKeys(scope, NEWEST_KEYS, findings)
  const totals = await countBothSides(scope)
  const healed = await findings.heal(scope)
  const { hubspot, salesforce } = callsOf(scope)
  const drift: StoredDrift = {
    id: scope.newId(),
    at: startedAt,
    tookMs: clock.now() - startedAt,
    calls: { hubspot: hubspot - before.hubspot, salesforce: salesforce - before.salesforce },
    counts: { ...received, sample: compared.sample, missed: compared.missed, healed, strayKeys, totals },
    ...findings.result(),
    position: compared.position,
  }
  await store.drifts.save(connection.id, drift)
  scope.log.info({ connectionId: connection.id, unexplained: drift.unexplained, healed }, 'both sides compared')
  return drift
}

const callsOf = ({ hubspot, salesforce }: Scope) => ({
  hubspot: hubspot.usage().calls,
  salesforce: salesforce.usage().calls,
})

/** Live totals: one call each in HubSpot, all in one in Salesforce. */
async function countBothSides(scope: Scope): Promise<DriftCounts['totals']> {
  const links = await scope.store.drifts.links(scope.connection.id)
  const active = (kind: string): { readonly links: number; readonly keyed: number } => {
    const living = links.filter((link) => link.kind === kind && link.state === 'active')
    const sum = (of: typeof living): number => of.reduce((total, { count }) => total + count, 0)
    return { links: sum(living), keyed: sum(living.filter(({ account }) => account === scope.connection.portalId)) }
  }
  const inHubspot = async (object: string, field: string): Promise<number> =>
    (await scope.hubspot.sample({ object, conditions: [{ field, known: true }], fields: [], limit: 0 })).total
  const inSalesforce = async (...objects: readonly string[]): Promise<number> => {
    const counted = await Promise.all(
      objects.map((object) =>
        scope.salesforce.sample({
          object,
          conditions: [{ field: 'Tandem_Key__c', known: true }],
          fields: [],
          limit: 0,
        }),
      ),
    )
    return counted.reduce((sum, { total }) => sum + total, 0)
  }
  const companies = scope.config.pairs['company-account'].enabled
  const [people, salespeople, company, account] = await Promise.all([
    inHubspot('contacts', 'tandem_salesforce_id'),
    inSalesforce('Lead', 'Contact'),
    companies ? inHubspot('companies', 'tandem_salesforce_id') : 0,
    companies ? inSalesforce('Account') : 0,
  ])
  // Opportunities that sales made bear no key of ours.
  const deals = await inHubspot('deals', 'tandem_salesforce_opportunity_id')
  return [
    { pair: 'people', hubspot: people, salesforce: salespeople, ...active('person') },
    ...(companies ? [{ pair: 'company-account', hubspot: company, salesforce: account, ...active('company') }] : []),
    { pair: 'deal-opportunity', hubspot: deals, salesforce: null, ...active('deal') },
  ]
}

/** Once a night, in the org's zone. */
export async function isDue(scope: Scope): Promise<boolean> {
  const now = scope.clock.now()
  const zone = { hour: '2-digit', hourCycle: 'h23', timeZone: scope.connection.orgTimeZone } as const
  if (Number(new Intl.DateTimeFormat('en-US', zone).format(now)) !== NIGHT_HOUR) return false
  const last = await scope.store.drifts.newest(scope.connection.id)
  return last === null || now - last.at >= NOT_AGAIN_MS
}
