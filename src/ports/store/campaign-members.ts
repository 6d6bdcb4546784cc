import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** What Tandem decided about one person in one Salesforce campaign. */
export interface StoredCampaignMember {
  readonly campaignId: string
  readonly linkId: LinkId
  /** The list that answers for it. */
  readonly listId: string
  /** Null while `intended`: the create may or may not have happened. */
  readonly memberId: string | null
  /** False: the member was there before, made by somebody else. */
  readonly made: boolean
  /** The status that Tandem left there last; null: the one there is somebody else's. */
  readonly status: string | null
  /** The status decided last. */
  readonly wanted: string
  /** Version of the contact that `wanted` was decided by; null: none is known. */
  readonly print: string | null
  /** `left`: no more on the list, and what the configuration wants then was done. */
  readonly state: 'intended' | 'member' | 'left'
  /** Refused by Salesforce: not tried again before. */
  readonly notBefore: Instant
}

/** A linked person on one of the lists of a campaign. */
export interface ListedPerson {
  readonly linkId: LinkId
  readonly contactId: string
  /** 'Lead' or 'Contact'. */
  readonly object: string
  readonly recordId: string
  /** Those of the lists asked for. */
  readonly lists: readonly string[]
  readonly member: StoredCampaignMember | null
  /** Of the newest version known of the contact; null: none is known. */
  readonly print: string | null
}

export interface CampaignMemberStore {
  /** People with an active link on one of these lists, by link id, in pages. */
  listed(
    connection: ConnectionId,
    campaignId: string,
    listIds: readonly string[],
    after: LinkId | null,
    limit: number,
  ): Promise<readonly ListedPerson[]>
  /** Members not yet `left` whose contact (null: unknown) is on none of these lists. */
  leaving(
    connection: ConnectionId,
    campaignId: string,
    listIds: readonly string[],
  ): Promise<readonly { readonly member: StoredCampaignMember; readonly contactId: string | null }[]>
  /** Of every campaign, in order of (campaign, link). */
  ofPeople(connection: ConnectionId, links: readonly LinkId[]): Promise<readonly StoredCampaignMember[]>
  /** Creates or replaces by campaign and link. */
  save(connection: ConnectionId, members: readonly StoredCampaignMember[]): Promise<void>
  /** Forgets them. */
  remove(connection: ConnectionId, campaignId: string, links: readonly LinkId[]): Promise<void>
}
