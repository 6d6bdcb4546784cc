import { sameStatus } from '#domain/campaigns/member.ts'
import type { CampaignMembersConfig } from '#domain/config.ts'
import { addMembers } from './campaigns/add-members.ts'
import { changeStatuses } from './campaigns/change-statuses.ts'
import { closeThawed, frozenFinding, frozenMembers } from './campaigns/freeze.ts'
import type { CampaignPass, MemberCounts, Wish } from './campaigns/member-pass.ts'
import { isOpen, NOTHING, plus, statusFinding, withStatuses } from './campaigns/member-pass.ts'
import { MEMBERS, settleFindings, takeRetries } from './campaigns/park.ts'
import { partMembers } from './campaigns/part-members.ts'
import { findTargets } from './campaigns/targets.ts'
import { wishesOf } from './campaigns/wishes.ts'
import type { Scope } from './scope.ts'

/** People looked at in one go: bounds memory and the calls between two transactions. */
const PEOPLE_AT_ONCE = 2_000

/**
 * Makes the linked members of configured HubSpot lists members of Salesforce campaigns, keeps their status, and does what the
 * configuration wants with who left. Asks neither CRM anything while nothing changed: lists are as `syncLists` read them, a
 * contact's conditions are looked at again only when a newer version of it was captured. One pass at a time (the job's key).
 * @param atOnce people of one page.
 */
export async function syncCampaignMembers(scope: Scope, atOnce = PEOPLE_AT_ONCE): Promise<MemberCounts> {
  const entries = scope.config.campaignMembers
  if (entries.length === 0) return NOTHING
  const retried = await takeRetries(scope, [MEMBERS])
  const targets = await findTargets(
    scope,
    entries.map(({ campaign }) => campaign),
  )
  const byCampaign = new Map<string, CampaignMembersConfig[]>()
  for (const entry of entries) {
    const target = targets.get(entry.campaign)
    if (target?.kind === 'found')
      byCampaign.set(target.campaignId, [...(byCampaign.get(target.campaignId) ?? []), entry])
  }
  await settleFindings(
    scope,
    scope.store,
    [...targets].map(([reference, target]) => ({
      stream: MEMBERS,
      recordId: reference,
      linkId: null,
      problem: target.kind === 'problem' ? target.problem : null,
    })),
  )
  let total = NOTHING
  for (const [campaignId, ofCampaign] of byCampaign) {
    const pass = { scope, campaignId, entries: ofCampaign, retried }
    total = plus(total, await syncOne(pass, atOnce))
    await closeThawed(pass)
  }
  if (total.added + total.changed + total.removed + total.parked > 0)
    scope.log.info({ connectionId: scope.connection.id, ...total }, 'campaign members brought in step')
  return total
}

async function syncOne(pass: CampaignPass, atOnce: number): Promise<MemberCounts> {
  const { scope, campaignId, entries } = pass
  const listIds = [...new Set(entries.map(({ list }) => list))]
  let total = NOTHING
  let after = null
  /** Null: nobody needed a status, so nothing is known of them. */
  let missing: readonly string[] | null = null
  for (;;) {
    const people = await scope.store.campaignMembers.listed(scope.connection.id, campaignId, listIds, after, atOnce)
    const wishes = await wishesOf(
      pass,
      people.filter(({ member }) => member === null || isOpen(pass, member)),
    )
    const wanting = wishes.filter(isDue)
    const frozen = await frozenMembers(
      pass,
      wanting.map(({ person }) => person.linkId),
    )
    const due = wanting.filter(({ person }) => !frozen.has(person.linkId))
    await settleFindings(
      scope,
      scope.store,
      [...frozen].map((link) => frozenFinding(pass, link)),
    )
    if (due.length > 0) {
      const granted = await grant(pass, due)
      total = plus(total, { ...granted.counts, parked: granted.counts.parked + frozen.size })
      missing = [...(missing ?? []), ...granted.missing]
    }
    await noteSeen(pass, wishes)
    after = people.at(-1)?.linkId ?? null
    if (people.length < atOnce) break
  }
  if (missing !== null) await settleFindings(scope, scope.store, [statusFinding(campaignId, campaignId, missing)])
  const read = await scope.store.listMembers.marks(scope.connection.id, listIds)
  // As long as one of its lists was never read, nobody can be said to have left.
  return read.size < listIds.length ? total : plus(total, await partMembers(pass, listIds))
}

interface Granted {
  readonly counts: MemberCounts
  /** Statuses that the campaign does not have. */
  readonly missing: readonly string[]
}

async function grant(pass: CampaignPass, wishes: readonly Wish[]): Promise<Granted> {
  const { possible, missing, counts } = await withStatuses(pass, wishes)
  const newcomers = possible.filter(({ person }) => person.member === null || person.member.state === 'intended')
  const added = await addMembers(pass, newcomers)
  const changed = await changeStatuses(
    pass,
    possible.filter((wish) => !newcomers.includes(wish)),
  )
  return { counts: plus(counts, added, changed), missing }
}

/** Is there anything to do? A member that somebody in Salesforce took away is not made again. */
function isDue({ person: { member }, status }: Wish): boolean {
  if (member === null || member.state === 'intended') return true
  return member.memberId !== null && (member.state === 'left' || !sameStatus(member.wanted, status))
}

/** Contacts that changed in nothing that matters here are not read again. */
async function noteSeen({ scope }: CampaignPass, wishes: readonly Wish[]): Promise<void> {
  const seen = wishes.flatMap((wish) => {
    const { member } = wish.person
    return member === null || isDue(wish) || wish.print === '' || member.print === wish.print
      ? []
      : [{ ...member, print: wish.print }]
  })
  await scope.store.campaignMembers.save(scope.connection.id, seen)
}
