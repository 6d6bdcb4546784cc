import { decideStatus } from '#domain/campaigns/member.ts'
import type { JournalRow, StoredCampaignMember } from '#ports/store.ts'
import { because, existingMembers, findingOf, throwIfFatal } from './add-members.ts'
import type { CampaignPass, MemberCounts, Wish } from './member-pass.ts'
import { memberJournal, NOTHING, REFUSED_MS } from './member-pass.ts'
import { settleFindings } from './park.ts'
import type { Finding } from './park.ts'

interface Step {
  readonly member: StoredCampaignMember
  readonly from: string | null
  readonly decision: 'write' | 'agreed' | 'kept'
}

/** Gives members another status, where the one they have is Tandem's own. HasResponded and its date follow in Salesforce. */
export async function changeStatuses(pass: CampaignPass, wishes: readonly Wish[]): Promise<MemberCounts> {
  if (wishes.length === 0) return NOTHING
  const { scope } = pass
  const { id } = scope.connection
  const { steps, gone } = await stepsOf(pass, wishes)
  const writes = steps.filter(({ decision }) => decision === 'write')
  const outcomes = new Map(
    (writes.length === 0
      ? []
      : await scope.salesforce.write(
          writes.map(({ member }) => ({
            kind: 'update',
            traceId: member.linkId,
            object: 'CampaignMember',
            id: member.memberId ?? '',
            values: { Status: member.wanted },
          })),
        )
    ).map((outcome) => [outcome.traceId, outcome]),
  )
  const saved: StoredCampaignMember[] = [...gone]
  const journal: JournalRow[] = []
  const findings: Finding[] = []
  let parked = 0
  for (const { member, from, decision } of steps) {
    if (decision === 'kept') saved.push(member)
    if (decision === 'agreed') saved.push({ ...member, status: from })
    if (decision !== 'write') continue
    const outcome = outcomes.get(member.linkId)
    if (outcome === undefined || (!outcome.ok && outcome.error.disposition !== 'park')) continue
    findings.push(findingOf(pass, member.linkId, outcome.ok ? null : outcome.error))
    if (outcome.ok) {
      saved.push({ ...member, status: member.wanted })
      journal.push(memberJournal(pass, member, { action: 'update', from, to: member.wanted, because: because(member) }))
    } else {
      parked += 1
      saved.push({ ...before(wishes, member), notBefore: scope.clock.now() + REFUSED_MS })
    }
  }
  await scope.store.transaction(async (tx) => {
    await tx.campaignMembers.save(id, saved)
    await tx.journal.append(id, journal)
    await tx.counters.add(id, { applied: journal.length, parked }, scope.clock.now())
    await settleFindings(scope, tx, findings)
  })
  throwIfFatal(outcomes)
  const kept = steps.filter(({ decision }) => decision === 'kept').length
  return { ...NOTHING, changed: journal.length, kept, parked }
}

/** A refused change leaves what was decided before, so that it is found again. */
const before = (wishes: readonly Wish[], member: StoredCampaignMember): StoredCampaignMember =>
  wishes.find(({ person }) => person.linkId === member.linkId)?.person.member ?? member

/** Reads the members as they are now: the status that counts is Salesforce's. */
async function stepsOf(
  pass: CampaignPass,
  wishes: readonly Wish[],
): Promise<{ readonly steps: readonly Step[]; readonly gone: readonly StoredCampaignMember[] }> {
  const ids = wishes.flatMap(({ person }) => person.member?.memberId ?? [])
  const records = await pass.scope.salesforce.read({ object: 'CampaignMember', ids, fields: ['Status'] })
  const byId = new Map(records.map((record) => [record.id, record]))
  const unseen = wishes.filter(({ person }) => !byId.has(person.member?.memberId ?? ''))
  // Two merged leads leave one member, under the id of either.
  const others = await existingMembers(
    pass,
    unseen.map(({ person }) => person),
  )
  const steps: Step[] = []
  const gone: StoredCampaignMember[] = []
  for (const { person, listId, status, print } of wishes) {
    if (person.member === null) continue
    const member = { ...person.member, listId, wanted: status, print, state: 'member' as const }
    const record = byId.get(member.memberId ?? '') ?? others.get(person.linkId)
    if (record === undefined) gone.push({ ...member, memberId: null, state: 'left' })
    else {
      const now = record.values['Status'] ?? null
      const found = { ...member, memberId: record.id }
      steps.push({ member: found, from: now, decision: decideStatus(status, member.status, now) })
    }
  }
  return { steps, gone }
}
