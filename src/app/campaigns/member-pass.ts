import { sameStatus } from '#domain/campaigns/member.ts'
import type { CampaignMembersConfig } from '#domain/config.ts'
import type { ListedPerson, StoredCampaignMember } from '#ports/store/campaign-members.ts'
import type { FieldChange, JournalRow } from '#ports/store/journal.ts'
import type { Scope } from '../scope.ts'
import { MEMBERS } from './park.ts'
import type { Finding } from './park.ts'

/** One look at one campaign. */
export interface CampaignPass {
  readonly scope: Scope
  readonly campaignId: string
  /** In the order of the configuration; the first whose list a person is on decides. */
  readonly entries: readonly CampaignMembersConfig[]
  /** Record ids of parked members that a person wants tried again. */
  readonly retried: ReadonlySet<string>
}

/** What a person on the list should be in the campaign. */
export interface Wish {
  readonly person: ListedPerson
  readonly listId: string
  readonly status: string
  /** Of the contact and the configuration that the status was decided by. */
  readonly print: string
}

export interface MemberCounts {
  readonly added: number
  /** Members that were there already. */
  readonly found: number
  readonly changed: number
  /** Statuses that sales set and that stay. */
  readonly kept: number
  readonly removed: number
  readonly parked: number
}

export const NOTHING: MemberCounts = { added: 0, found: 0, changed: 0, kept: 0, removed: 0, parked: 0 }

export const plus = (...all: readonly MemberCounts[]): MemberCounts => ({
  added: sum(all, 'added'),
  found: sum(all, 'found'),
  changed: sum(all, 'changed'),
  kept: sum(all, 'kept'),
  removed: sum(all, 'removed'),
  parked: sum(all, 'parked'),
})
const sum = (all: readonly MemberCounts[], name: keyof MemberCounts): number =>
  all.reduce((total, counts) => total + counts[name], 0)

export const memberRecordId = (campaignId: string, linkId: string): string => `${campaignId}:${linkId}`

/**
 * Sorts out wishes for a status that the campaign does not have: Salesforce would take the word and count no response for it.
 * Statuses belong to each campaign (CampaignMemberStatus).
 * @returns `missing`: to be told once every page of people was looked at, or a page without any would take it back.
 */
export async function withStatuses(
  pass: CampaignPass,
  wishes: readonly Wish[],
): Promise<{ readonly possible: readonly Wish[]; readonly missing: readonly string[]; readonly counts: MemberCounts }> {
  const { scope, campaignId } = pass
  const labels = await statusLabels(scope, campaignId)
  const possible = wishes.filter(({ status }) => labels.some((label) => sameStatus(label, status)))
  const missing = [...new Set(wishes.filter((wish) => !possible.includes(wish)).map(({ status }) => status))]
  return {
    missing,
    possible: possible.map((wish) => ({
      ...wish,
      status: labels.find((label) => sameStatus(label, wish.status)) ?? wish.status,
    })),
    counts: { ...NOTHING, parked: missing.length === 0 ? 0 : wishes.length - possible.length },
  }
}

export async function statusLabels(scope: Scope, campaignId: string): Promise<readonly string[]> {
  const statuses = await scope.salesforce.findBy({
    object: 'CampaignMemberStatus',
    field: 'CampaignId',
    values: [campaignId],
    fields: ['Label'],
  })
  return statuses.flatMap(({ values }) => values['Label'] ?? [])
}

/** Who was refused waits, unless a person asked for another try. */
export const isOpen = (
  { scope, campaignId, retried }: CampaignPass,
  { notBefore, linkId }: Pick<StoredCampaignMember, 'notBefore' | 'linkId'>,
): boolean =>
  notBefore <= scope.clock.now() ||
  [memberRecordId(campaignId, linkId), campaignId, leaversRecordId(campaignId)].some((id) => retried.has(id))

/** Under which problems with the status of who left the lists stand. */
export const leaversRecordId = (campaignId: string): string => `${campaignId}:left`

export const statusFinding = (recordId: string, campaignId: string, missing: readonly string[]): Finding => ({
  stream: MEMBERS,
  recordId,
  linkId: null,
  problem:
    missing.length === 0
      ? null
      : {
          code: 'UNKNOWN_STATUS',
          message: `campaign ${campaignId} has no member status ${[...new Set(missing)].map((status) => `"${status}"`).join(', ')}`,
          remedy:
            'Add the status to the campaign in Salesforce (Advanced Setup of the campaign members), or correct `campaignMembers`; the members follow by themselves then.',
        },
})

/** A refused member is tried again after this; a person can ask for it at once. */
export const REFUSED_MS = 6 * 3_600_000

/** What the journal says of a member: a person may be one of several campaigns. */
export const memberCause = (campaignId: string, because: string): string => `campaign ${campaignId}: ${because}`

export function memberJournal(
  { scope, campaignId }: CampaignPass,
  member: StoredCampaignMember,
  row: Pick<JournalRow, 'action'> & {
    readonly from: string | null
    readonly to: string | null
    readonly because: string
  },
): JournalRow {
  const change: FieldChange = {
    field: 'Status',
    from: row.from,
    to: row.to,
    rule: 'campaign-members',
    because: row.because,
    winner: 'hubspot',
  }
  return {
    at: scope.clock.now(),
    linkId: member.linkId,
    side: 'salesforce',
    object: 'CampaignMember',
    recordId: member.memberId ?? '',
    action: row.action,
    changes: [change],
    configVersion: scope.configVersion,
    cause: memberCause(campaignId, row.because),
  }
}
