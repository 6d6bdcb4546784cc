import { sameStatus } from '#domain/campaigns/member.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ItemOutcome } from '#ports/connector/writes.ts'
import type { ListedPerson, StoredCampaignMember } from '#ports/store/campaign-members.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { FOUND_BEFORE } from '../intents/look.ts'
import type { CampaignPass, MemberCounts, Wish } from './member-pass.ts'
import { memberJournal, memberRecordId, NOTHING, REFUSED_MS } from './member-pass.ts'
import { MEMBERS, settleFindings } from './park.ts'
import type { Finding } from './park.ts'

/** The lookup of a member by what the person is in Salesforce. After a conversion the member has both. */
const LOOKUPS = { Lead: 'LeadId', Contact: 'ContactId' } as const
export const lookupOf = (person: Pick<ListedPerson, 'object'>): 'LeadId' | 'ContactId' =>
  person.object === 'Contact' ? LOOKUPS.Contact : LOOKUPS.Lead

/**
 * Makes members. They have no key: what is there is read first, what is missing is made, and the intent is stored before, so
 * that after a crash a member found with the intended status is known as Tandem's own. Salesforce itself lets nobody be a
 * member twice. Members that somebody else made are noted and left as they are.
 */
export async function addMembers(pass: CampaignPass, wishes: readonly Wish[]): Promise<MemberCounts> {
  if (wishes.length === 0) return NOTHING
  const { scope, campaignId } = pass
  const { id } = scope.connection
  const existing = await existingMembers(
    pass,
    wishes.map(({ person }) => person),
  )
  const missing = wishes.filter(({ person }) => !existing.has(person.linkId))
  const found = wishes.flatMap((wish) => {
    const record = existing.get(wish.person.linkId)
    return record === undefined ? [] : [foundMember(campaignId, wish, record)]
  })
  const intents = missing.map((wish) => intent(campaignId, wish))
  await scope.store.campaignMembers.save(id, intents)
  const told = found
    .filter(({ linkId, made }) => made && isIntended(wishes, linkId))
    .map((made) => memberJournal(pass, made, { action: 'create', from: null, to: made.status, because: FOUND_BEFORE }))
  const outcomes = new Map((await create(pass, missing)).map((outcome) => [outcome.traceId, outcome]))

  const saved: StoredCampaignMember[] = [...found]
  const journal: JournalRow[] = [...told]
  const findings: Finding[] = found.map(({ linkId }) => findingOf(pass, linkId, null))
  let parked = 0
  for (const member of intents) {
    const outcome = outcomes.get(member.linkId)
    if (outcome === undefined || (!outcome.ok && outcome.error.disposition !== 'park')) continue
    if (outcome.ok) {
      const made: StoredCampaignMember = { ...member, memberId: outcome.id, status: member.wanted, state: 'member' }
      saved.push(made)
      journal.push(memberJournal(pass, made, { action: 'create', from: null, to: made.wanted, because: because(made) }))
      findings.push(findingOf(pass, member.linkId, null))
    } else if (outcome.error.code !== 'DUPLICATE_VALUE') {
      // "Already a campaign member.": somebody was quicker; the next look finds it.
      parked += 1
      saved.push({ ...member, notBefore: scope.clock.now() + REFUSED_MS })
      findings.push(findingOf(pass, member.linkId, outcome.error))
    }
  }
  await scope.store.transaction(async (tx) => {
    await tx.campaignMembers.save(id, saved)
    await tx.journal.append(id, journal)
    await tx.counters.add(id, { applied: journal.length, parked }, scope.clock.now())
    await settleFindings(scope, tx, findings)
  })
  throwIfFatal(outcomes)
  return { ...NOTHING, added: journal.length - told.length, found: found.length, parked }
}

/** Made by a try that nobody remembered. */
const isIntended = (wishes: readonly Wish[], linkId: StoredCampaignMember['linkId']): boolean =>
  wishes.some(({ person }) => person.linkId === linkId && person.member?.state === 'intended')

/** What concerns the connection goes on to the runtime once everything else is remembered. */
export function throwIfFatal(outcomes: ReadonlyMap<string, ItemOutcome>): void {
  for (const outcome of outcomes.values()) if (!outcome.ok && outcome.error.disposition !== 'park') throw outcome.error
}

export const because = ({ listId }: Pick<StoredCampaignMember, 'listId'>): string => `on list ${listId}`

export const findingOf = (
  { campaignId }: CampaignPass,
  linkId: StoredCampaignMember['linkId'],
  problem: Finding['problem'],
): Finding => ({
  stream: MEMBERS,
  recordId: memberRecordId(campaignId, linkId),
  linkId,
  problem: problem === null ? null : { code: problem.code, message: problem.message, remedy: problem.remedy },
})

/** Members of this campaign that these people already are, by link. */
export async function existingMembers(
  { scope, campaignId }: CampaignPass,
  people: readonly ListedPerson[],
): Promise<ReadonlyMap<string, RemoteRecord>> {
  const found = new Map<string, RemoteRecord>()
  const find = async (object: 'Lead' | 'Contact'): Promise<void> => {
    const byRecord = new Map(people.filter((p) => lookupOf(p) === LOOKUPS[object]).map((p) => [p.recordId, p.linkId]))
    if (byRecord.size === 0) return
    const field = LOOKUPS[object]
    const fields = ['CampaignId', 'LeadId', 'ContactId', 'Status']
    const members = await scope.salesforce.findBy({
      object: 'CampaignMember',
      field,
      values: [...byRecord.keys()],
      fields,
    })
    for (const member of members) {
      const linkId = byRecord.get(member.values[field] ?? '')
      if (linkId !== undefined && member.values['CampaignId'] === campaignId) found.set(linkId, member)
    }
  }
  await Promise.all([find('Lead'), find('Contact')])
  return found
}

const common = (campaignId: string, { person, listId, status, print }: Wish) => ({
  campaignId,
  linkId: person.linkId,
  listId,
  wanted: status,
  print,
  notBefore: 0,
})

const intent = (campaignId: string, wish: Wish): StoredCampaignMember => ({
  ...common(campaignId, wish),
  memberId: null,
  made: true,
  status: wish.status,
  state: 'intended',
})

/** Found after an intent of ours and as it was intended: made by a try whose answer was lost. */
function foundMember(campaignId: string, wish: Wish, record: RemoteRecord): StoredCampaignMember {
  const now = record.values['Status'] ?? null
  const before = wish.person.member
  const made = before?.state === 'intended' && sameStatus(now, before.status)
  return {
    ...common(campaignId, made ? { ...wish, status: before.wanted, print: before.print ?? '' } : wish),
    memberId: record.id,
    made,
    // A status that is what Tandem would have set counts as its own.
    status: made || sameStatus(now, wish.status) ? now : null,
    state: 'member',
  }
}

async function create({ scope, campaignId }: CampaignPass, wishes: readonly Wish[]): Promise<readonly ItemOutcome[]> {
  if (wishes.length === 0) return []
  return scope.salesforce.write(
    wishes.map(({ person, status }) => ({
      kind: 'create',
      traceId: person.linkId,
      object: 'CampaignMember',
      values: { CampaignId: campaignId, [lookupOf(person)]: person.recordId, Status: status },
    })),
  )
}
