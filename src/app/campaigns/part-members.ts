import type { Parting } from '#domain/campaigns/member.ts'
import { decideParting, sameStatus } from '#domain/campaigns/member.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import type { StoredCampaignMember } from '#ports/store/campaign-members.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { findingOf, throwIfFatal } from './add-members.ts'
import { frozenFinding, frozenMembers } from './freeze.ts'
import type { CampaignPass, MemberCounts } from './member-pass.ts'
import {
  isOpen,
  leaversRecordId,
  memberJournal,
  NOTHING,
  REFUSED_MS,
  statusFinding,
  statusLabels,
} from './member-pass.ts'
import { settleFindings } from './park.ts'
import type { Finding } from './park.ts'
import { recoverIntended } from './recover-intended.ts'

interface Leaver {
  readonly member: StoredCampaignMember
  readonly parting: Parting
  /** The status the member has in Salesforce; null: not looked at, or gone. */
  readonly now: string | null
  /** A status that the campaign does not have: the member stays as it is, and people are told. */
  readonly impossible: string | null
}

/** Does what the configuration wants with members whose contact is on none of the campaign's lists any more. */
export async function partMembers(pass: CampaignPass, listIds: readonly string[]): Promise<MemberCounts> {
  const { scope, campaignId } = pass
  const { id } = scope.connection
  const all = await scope.store.campaignMembers.leaving(id, campaignId, listIds)
  const due = all.filter(({ member }) => isOpen(pass, member))
  if (due.length === 0) return NOTHING
  const members = await recoverIntended(pass, await stillOff(pass, due, listIds))
  const partings = await partingsOf(pass, members)
  const frozen = await frozenMembers(
    pass,
    partings.filter(({ parting }) => parting.kind !== 'none').map(({ member }) => member.linkId),
  )
  const leavers = partings.filter(({ member }) => !frozen.has(member.linkId))
  const operations = leavers.flatMap((leaver) => operationOf(leaver) ?? [])
  const written = operations.length === 0 ? [] : await scope.salesforce.write(operations)
  const outcomes = new Map(written.map((outcome) => [outcome.traceId, outcome]))

  const saved: StoredCampaignMember[] = []
  const forgotten: StoredCampaignMember['linkId'][] = []
  const journal: JournalRow[] = []
  const findings: Finding[] = [
    statusFinding(
      leaversRecordId(campaignId),
      campaignId,
      leavers.flatMap((l) => l.impossible ?? []),
    ),
    ...[...frozen].map((link) => frozenFinding(pass, link)),
  ]
  const counts = { ...NOTHING, changed: 0, removed: 0, parked: frozen.size }
  for (const { member, parting, now, impossible } of leavers) {
    if (impossible !== null) {
      counts.parked += 1
      saved.push({ ...member, notBefore: scope.clock.now() + REFUSED_MS })
      continue
    }
    if (member.state === 'intended') {
      forgotten.push(member.linkId)
      continue
    }
    if (parting.kind === 'none') {
      saved.push({ ...member, state: 'left' })
      continue
    }
    const outcome = outcomes.get(member.linkId)
    if (outcome === undefined || (!outcome.ok && outcome.error.disposition !== 'park')) continue
    findings.push(findingOf(pass, member.linkId, outcome.ok ? null : outcome.error))
    if (!outcome.ok) {
      counts.parked += 1
      saved.push({ ...member, notBefore: scope.clock.now() + REFUSED_MS })
      continue
    }
    const left = { from: now, because: `left list ${member.listId}` }
    if (parting.kind === 'remove') {
      counts.removed += 1
      forgotten.push(member.linkId)
      journal.push(memberJournal(pass, member, { ...left, action: 'delete', to: null }))
    } else {
      counts.changed += 1
      saved.push({ ...member, status: parting.status, wanted: parting.status, state: 'left' })
      journal.push(memberJournal(pass, member, { ...left, action: 'update', to: parting.status }))
    }
  }
  await scope.store.transaction(async (tx) => {
    await tx.campaignMembers.save(id, saved)
    await tx.campaignMembers.remove(id, campaignId, forgotten)
    await tx.journal.append(id, journal)
    await tx.counters.add(id, { applied: journal.length, parked: counts.parked }, scope.clock.now())
    await settleFindings(scope, tx, findings)
  })
  throwIfFatal(outcomes)
  return counts
}

type Leaving = { readonly member: StoredCampaignMember; readonly contactId: string | null }

/**
 * A contact that was merged is on the list under the survivor's id, and Tandem may not have heard of the merge: HubSpot
 * answers a merged-away id with the survivor. Costs nothing where leaving has no consequence.
 */
async function stillOff(
  { scope, entries }: CampaignPass,
  leaving: readonly Leaving[],
  listIds: readonly string[],
): Promise<readonly StoredCampaignMember[]> {
  if (entries.every(({ onLeave }) => onLeave === 'keep')) return leaving.map(({ member }) => member)
  const ids = leaving.flatMap(({ contactId }) => contactId ?? [])
  const records = await scope.hubspot.read({ object: 'contacts', ids, fields: [] })
  const survivors = new Map(records.flatMap(({ id, mergedIds }) => mergedIds.map((merged) => [merged, id] as const)))
  const lists = await scope.store.listMembers.ofRecords(scope.connection.id, [...survivors.values()])
  const isOn = (contactId: string | null): boolean => {
    const survivor = survivors.get(contactId ?? '')
    return survivor !== undefined && listIds.some((list) => lists.get(survivor)?.has(list) === true)
  }
  return leaving.filter(({ contactId }) => !isOn(contactId)).map(({ member }) => member)
}

async function partingsOf(pass: CampaignPass, members: readonly StoredCampaignMember[]): Promise<readonly Leaver[]> {
  const { scope, campaignId, entries } = pass
  const onLeaveOf = (member: StoredCampaignMember) =>
    entries.find(({ list }) => list === member.listId)?.onLeave ?? 'keep'
  const looked = members.filter((member) => member.made && member.memberId !== null && onLeaveOf(member) !== 'keep')
  const ids = looked.flatMap(({ memberId }) => memberId ?? [])
  const [records, labels] = await Promise.all([
    ids.length === 0 ? [] : scope.salesforce.read({ object: 'CampaignMember', ids, fields: ['Status'] }),
    ids.length === 0 ? [] : statusLabels(scope, campaignId),
  ])
  const statusOf = new Map(records.map(({ id, values }) => [id, values['Status'] ?? null]))
  return members.map((member): Leaver => {
    const now = statusOf.get(member.memberId ?? '') ?? null
    const parting = decideParting(onLeaveOf(member), { made: member.made, own: member.status, now })
    const missing = parting.kind === 'status' && !labels.some((label) => sameStatus(label, parting.status))
    return { member, now, parting, impossible: missing ? parting.status : null }
  })
}

function operationOf({ member, parting, impossible }: Leaver): WriteOperation | null {
  if (impossible !== null) return null
  const target = { traceId: member.linkId, object: 'CampaignMember', id: member.memberId ?? '' }
  if (parting.kind === 'remove') return { kind: 'delete', ...target }
  return parting.kind === 'status' ? { kind: 'update', ...target, values: { Status: parting.status } } : null
}
