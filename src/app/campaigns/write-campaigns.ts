import type { RemoteError } from '#domain/errors.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Side } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { FieldWrite } from '#domain/reconcile/record.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import { intendedChanges } from '../intents/intended.ts'
import type { BatchScope, IntendedWrite, Writer } from '../intents/write-batch.ts'
import type { Scope } from '../scope.ts'
import { CAMPAIGNS } from './park.ts'
import type { Finding } from './park.ts'
import type { CampaignPlan } from './plan-campaigns.ts'
import { toChange } from './plan-campaigns.ts'

export interface CampaignResult {
  /** As it is to be stored; null: nothing to store. */
  readonly link: Link | null
  readonly journal: readonly JournalRow[]
  readonly finding: Finding
  /** Concerns the connection, not the campaign: goes on to the runtime. */
  readonly fatal: RemoteError | null
}

/** Carries the plans out: creates by keyed upsert after their intents were stored, updates by id. */
export async function writeCampaigns(
  scope: BatchScope,
  plans: readonly CampaignPlan[],
): Promise<readonly CampaignResult[]> {
  const maps = scope.config.fields['campaign-campaign']
  const intended = (side: Side, plan: CampaignPlan, operation: WriteOperation | null): readonly IntendedWrite[] => {
    if (operation === null || plan.kind === 'review') return []
    const base = plan.kind === 'part' ? {} : plan.base
    const changes = intendedChanges(side, changesOf(plan, side), base, maps)
    return [{ operation, subject: plan.link.id, linkId: plan.link.id, changes }]
  }
  const inHubspot: Writer = { side: 'hubspot', write: (operations) => scope.hubspot.writeCampaigns(operations) }
  const [salesforce, hubspot] = await Promise.all([
    scope.writes.write(
      scope.salesforce,
      plans.flatMap((plan) => intended('salesforce', plan, salesforceWrite(plan))),
    ),
    scope.writes.write(
      inHubspot,
      plans.flatMap((plan) => intended('hubspot', plan, hubspotWrite(plan))),
    ),
  ])
  const outcomes = { salesforce, hubspot }
  return plans.map((plan) => {
    const id = plan.kind === 'review' ? '' : plan.link.id
    return resultOf(scope, plan, { salesforce: outcomes.salesforce.get(id), hubspot: outcomes.hubspot.get(id) })
  })
}

function salesforceWrite(plan: CampaignPlan): WriteOperation | null {
  if (plan.kind === 'review') return null
  const target = { traceId: plan.link.id, object: 'Campaign' } as const
  if (plan.kind === 'create')
    return { kind: 'upsert', ...target, keyField: 'Tandem_Key__c', key: plan.link.key, values: plan.values }
  if (plan.kind === 'part') return plan.removes === null ? null : { kind: 'delete', ...target, id: plan.removes }
  const values = { ...valuesOf(plan.writes, 'salesforce'), ...(plan.key === null ? {} : { Tandem_Key__c: plan.key }) }
  return Object.keys(values).length === 0 ? null : { kind: 'update', ...target, id: plan.salesforceId, values }
}

function hubspotWrite(plan: CampaignPlan): WriteOperation | null {
  if (plan.kind !== 'keep') return null
  const values = valuesOf(plan.writes, 'hubspot')
  if (Object.keys(values).length === 0) return null
  return { kind: 'update', traceId: plan.link.id, object: 'campaigns', id: plan.campaign.id, values }
}

const valuesOf = (writes: readonly FieldWrite[], to: Side): Values =>
  Object.fromEntries(writes.filter((write) => write.to === to).map(({ field, value }) => [field, value]))

type Outcomes = Readonly<Record<Side, ItemOutcome | undefined>>

function resultOf(scope: Scope, plan: CampaignPlan, outcomes: Outcomes): CampaignResult {
  if (plan.kind === 'review')
    return { link: null, journal: [], finding: found(plan.guid, null, plan.problem), fatal: null }
  const errors = (['salesforce', 'hubspot'] as const).flatMap((side) => {
    const outcome = outcomes[side]
    return outcome === undefined || outcome.ok ? [] : [{ side, error: outcome.error }]
  })
  const [refused] = errors
  const fatal = errors.find(({ error }) => error.disposition !== 'park')?.error ?? null
  const told = refused === undefined ? null : problemOf(refused.error)
  const subject = (problem: Finding['problem']): Finding => found(plan.link.hubspotId ?? '', plan.link.id, problem)
  switch (plan.kind) {
    case 'create': {
      const outcome = outcomes.salesforce
      if (outcome?.ok !== true) return { link: null, journal: [], finding: subject(told), fatal }
      const link: Link = {
        ...plan.link,
        salesforceObject: 'Campaign',
        salesforceId: outcome.id,
        state: 'active',
        base: plan.base,
      }
      const changes = changesOf(plan, 'salesforce')
      const row = journalRow(scope, link, 'salesforce', outcome.effect === 'created' ? 'create' : 'update', changes)
      return { link, journal: [row], finding: subject(plan.problem), fatal: null }
    }
    case 'part': {
      if (plan.removes !== null && outcomes.salesforce?.ok !== true)
        return { link: null, journal: [], finding: subject(told), fatal }
      const link: Link = { ...plan.link, state: 'unlinked' }
      const removed = plan.removes === null ? [] : [journalRow(scope, link, 'salesforce', 'delete', [])]
      const journal = [...removed, journalRow(scope, link, plan.goneIn, 'unlink', [])]
      return { link, journal, finding: subject(plan.goneIn === 'salesforce' ? DELETED : null), fatal: null }
    }
    case 'keep': {
      const failed = new Set(errors.map(({ side }) => side))
      const lost = plan.writes.filter(({ to }) => failed.has(to)).map(({ map }) => map)
      const link: Link = {
        ...plan.link,
        salesforceObject: 'Campaign',
        salesforceId: plan.salesforceId,
        base: withOldEntries(plan.base, plan.link.base, lost),
      }
      const journal = (['salesforce', 'hubspot'] as const).flatMap((side) => {
        if (failed.has(side)) return []
        const changes = changesOf(plan, side)
        return changes.length === 0 ? [] : [journalRow(scope, link, side, 'update', changes)]
      })
      return { link, journal, finding: subject(told ?? plan.problem), fatal }
    }
  }
}

/** What the write of one side says. */
function changesOf(plan: CampaignPlan, side: Side): readonly FieldChange[] {
  if (plan.kind === 'create')
    return side === 'hubspot' ? [] : Object.entries(plan.values).map(([field, value]) => created(field, value))
  if (plan.kind !== 'keep') return []
  const key = side === 'salesforce' && plan.key !== null ? [keyChange(plan.key)] : []
  return [...plan.writes.filter(({ to }) => to === side).map(toChange), ...key]
}

const keyChange = (key: string): FieldChange => ({
  field: 'Tandem_Key__c',
  from: null,
  to: key,
  rule: 'link',
  because: 'link',
  winner: 'tandem',
})

/** What was not written is decided again from where it was. */
function withOldEntries(base: Link['base'], old: Link['base'], maps: readonly string[]): Link['base'] {
  const kept = Object.entries(base).filter(([map]) => !maps.includes(map))
  return Object.fromEntries([...kept, ...Object.entries(old).filter(([map]) => maps.includes(map))])
}

const found = (guid: string, linkId: Link['id'] | null, problem: Finding['problem']): Finding => ({
  stream: CAMPAIGNS,
  recordId: guid,
  linkId,
  problem,
})

const problemOf = ({ code, message, remedy }: RemoteError): NonNullable<Finding['problem']> => ({
  code,
  message,
  remedy,
})

const DELETED: NonNullable<Finding['problem']> = {
  code: 'CAMPAIGN_DELETED',
  message: 'The campaign was deleted in Salesforce, or hidden from the integration user',
  remedy: 'Restore it in Salesforce, and it is linked again. Otherwise nothing to do: no new one is made.',
}

const created = (field: string, value: string | null): FieldChange => ({
  field,
  from: null,
  to: value,
  rule: 'create',
  because: 'create',
  winner: 'hubspot',
})

const journalRow = (
  scope: Scope,
  link: Link,
  side: Side,
  action: JournalRow['action'],
  changes: readonly FieldChange[],
): JournalRow => ({
  at: scope.clock.now(),
  linkId: link.id,
  side,
  object: side === 'hubspot' ? 'campaigns' : 'Campaign',
  recordId: (side === 'hubspot' ? link.hubspotId : link.salesforceId) ?? '',
  action,
  changes,
  configVersion: scope.configVersion,
  cause: 'campaigns compared',
})
