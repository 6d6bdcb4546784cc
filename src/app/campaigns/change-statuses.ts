import { decideStatus } from '#domain/campaigns/member.ts'
import type { StoredCampaignMember } from '#ports/store/campaign-members.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { intendedChanges } from '../intents/intended.ts'
import { lookAtLeftOvers, settleLeftOvers, withoutTold } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import { inBatch } from '../intents/write-batch.ts'
import type { IntendedWrite } from '../intents/write-batch.ts'
import { because, existingMembers, findingOf, throwIfFatal } from './add-members.ts'
import type { CampaignPass, MemberCounts, Wish } from './member-pass.ts'
import { memberJournal, memberRecordId, NOTHING, REFUSED_MS } from './member-pass.ts'
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
  const leftOvers = await lookAtMembers(pass, steps)
  const { writes } = inBatch(scope)
  const outcomes = await writes.write(
    scope.salesforce,
    steps.filter(({ decision }) => decision === 'write').map((step) => intendedStatus(pass, step)),
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
      journal.push(statusRow(pass, { member, from }))
    } else {
      parked += 1
      saved.push({ ...before(wishes, member), notBefore: scope.clock.now() + REFUSED_MS })
    }
  }
  await scope.store.transaction(async (tx) => {
    await tx.campaignMembers.save(id, saved)
    await settleLeftOvers(scope, tx, leftOvers, () => true)
    const taken = await writes.remember(tx, () => true)
    await tx.journal.append(id, taken.length === 0 ? journal : await withoutTold(scope, tx, journal, taken))
    await tx.counters.add(id, { applied: journal.length, parked }, scope.clock.now())
    await settleFindings(scope, tx, findings)
  })
  throwIfFatal(outcomes)
  const kept = steps.filter(({ decision }) => decision === 'kept').length
  return { ...NOTHING, changed: journal.length, kept, parked }
}

const statusRow = (pass: CampaignPass, { member, from }: Pick<Step, 'member' | 'from'>): JournalRow =>
  memberJournal(pass, member, { action: 'update', from, to: member.wanted, because: because(member) })

function intendedStatus(pass: CampaignPass, step: Step): IntendedWrite {
  const { linkId, memberId, wanted } = step.member
  const target = { traceId: linkId, object: 'CampaignMember', id: memberId ?? '' } as const
  return {
    operation: { kind: 'update', ...target, values: { Status: wanted } },
    subject: memberRecordId(pass.campaignId, linkId),
    linkId,
    changes: intendedChanges('salesforce', statusRow(pass, step).changes, {}, []),
  }
}

/** Statuses that an earlier pass set and nobody remembers. */
async function lookAtMembers({ scope, campaignId }: CampaignPass, steps: readonly Step[]): Promise<LeftOvers> {
  const subjects = steps.map(({ member }) => memberRecordId(campaignId, member.linkId))
  const intents = await scope.store.writeIntents.ofSubjects(scope.connection.id, subjects)
  return lookAtLeftOvers(scope, intents, () => undefined)
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
