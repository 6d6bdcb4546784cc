import { recordName } from '#domain/identity/record-name.ts'
import { JOURNAL_SORTS, type JournalEntry } from '#ports/store/journal.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { listChangesContract } from '../../contract/record-changes.ts'
import { pagingOf } from '../../cursor.ts'
import { toInstantText } from '../../present/instants.ts'
import { toChangeRow } from '../../present/record-changes.ts'
import { connectionRoute } from '../../route.ts'
import { authorsOf, pagesOf } from '../records/known-record.ts'

export const listChanges = connectionRoute(listChangesContract, async ({ deps, scope, query }) => {
  const { limit, cursor, sort, direction, version, from, until, ...plain } = query
  const filter = {
    ...plain,
    ...(version === undefined ? {} : { configVersion: version }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  }
  const { order, slice, cursorOf } = pagingOf(JOURNAL_SORTS, ['changes', filter], { limit, cursor, sort, direction })
  const { journal, links } = scope.store
  const id = scope.connection.id
  const [page, total, authors] = await Promise.all([
    journal.page(id, filter, { ...slice, limit }),
    journal.countFitting(id, filter, COUNTED_UP_TO, order),
    authorsOf(scope),
  ])
  const known = await links.byIds(
    id,
    page.entries.flatMap(({ linkId }) => linkId ?? []),
  )
  const campaigns = page.entries.some(isFigures) ? await scope.store.campaigns.list(id) : []
  const campaignNames = new Map(campaigns.map(({ id: campaign, name }) => [campaign, name]))
  const nameOf = (entry: JournalEntry): string | null => {
    if (isFigures(entry)) return campaignNames.get(entry.recordId) ?? null
    const found = entry.linkId === null ? undefined : known.get(entry.linkId)
    return found === undefined ? null : recordName(found.base)
  }
  const pages = pagesOf(deps, scope)
  return {
    items: page.entries.map((entry) => ({
      ...toChangeRow(entry, pages, authors),
      name: nameOf(entry),
    })),
    nextCursor: cursorOf(page.next),
    total,
    lookedBackTo: page.next === null ? null : toInstantText(Number(page.next[0])),
  }
})

/** Figures are written to campaigns of HubSpot, which are no half of a pair. */
const isFigures = ({ side, object, linkId }: JournalEntry): boolean =>
  side === 'hubspot' && object === 'campaigns' && linkId === null
