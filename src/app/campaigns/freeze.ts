import type { LinkId } from '#domain/ids.ts'
import { flipFlops, REVERSALS, WINDOW_MS } from '#domain/reconcile/flip-flop.ts'
import type { JournalRow } from '#ports/store/journal.ts'
import { findingOf } from './add-members.ts'
import type { CampaignPass } from './member-pass.ts'
import { memberCause, memberRecordId } from './member-pass.ts'
import { MEMBERS, settleFindings } from './park.ts'
import type { Finding } from './park.ts'

/**
 * Who of these people was added, changed and taken away again and again within the last hour: a workflow that keeps moving a contact
 * on and off a list would cost calls for ever, and every step of it is seen by sales. They stay as they are until the hour is over,
 * or until a person asks for another try. One query for all.
 */
export async function frozenMembers(pass: CampaignPass, links: readonly LinkId[]): Promise<ReadonlySet<LinkId>> {
  const { scope, campaignId, retried } = pass
  const asked = links.filter((link) => !retried.has(memberRecordId(campaignId, link)))
  if (asked.length === 0) return new Set()
  const now = scope.clock.now()
  const rows = await scope.store.journal.recentChanges(scope.connection.id, asked, now - WINDOW_MS)
  const ofCampaign = (row: JournalRow): boolean =>
    row.object === 'CampaignMember' && row.cause.startsWith(memberCause(campaignId, ''))
  return new Set(
    [...rows].flatMap(([link, of]) => {
      const writes = of
        .filter(ofCampaign)
        .flatMap((row) =>
          row.changes.map(({ rule, from, to }) => ({ map: rule, to: row.side, at: row.at, from, value: to })),
        )
      return flipFlops(writes, now).size > 0 ? [link] : []
    }),
  )
}

const CODE = 'FLIP_FLOP'
/** More open problems than this are looked at in later passes. */
const AT_ONCE = 10_000

/** Closes what was told of memberships that have come to rest since, whether there is something left to do for them or not. */
export async function closeThawed(pass: CampaignPass): Promise<void> {
  const { scope, campaignId } = pass
  const { id } = scope.connection
  if ((await scope.store.parked.counts(id))[CODE] === undefined) return
  const mine = memberRecordId(campaignId, '')
  const links = (await scope.store.parked.open(id, AT_ONCE)).flatMap(({ side, object, code, recordId, linkId }) =>
    side === MEMBERS.side && object === MEMBERS.object && code === CODE && recordId.startsWith(mine)
      ? (linkId ?? [])
      : [],
  )
  const frozen = await frozenMembers({ ...pass, retried: new Set() }, links)
  await settleFindings(
    scope,
    scope.store,
    links.filter((link) => !frozen.has(link)).map((link) => findingOf(pass, link, null)),
  )
}

export const frozenFinding = (pass: CampaignPass, linkId: LinkId): Finding => ({
  ...findingOf(pass, linkId, null),
  problem: {
    code: CODE,
    message: `the membership in campaign ${pass.campaignId} flips back and forth, at least ${REVERSALS} times within an hour`,
    remedy:
      'Find the HubSpot workflow that keeps moving the contact on and off the list, or changing what its status depends on, and stop it; then retry. Tandem goes on by itself an hour later.',
  },
})
