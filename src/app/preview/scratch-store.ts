import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Link, LinkKind } from '#domain/identity/link.ts'
import type { LinkStore } from '#ports/store/links.ts'
import type { Store } from '#ports/store.ts'
import { bringer } from './bring.ts'
import type { Bring } from './bring.ts'
import type { Notes } from './notes.ts'
import { scratchClocks, scratchHandoffs } from './scratch-handoffs.ts'

/**
 * A store to rehearse in: it answers what the real one would, and writes into the scratch one alone. Whatever is asked for is
 * brought over first (links with their aliases, handoffs, clocks, opportunities, activities, touches, turns of pools), once; the
 * real store is read by its ordinary methods and never written. Attribution is not computed anew: credits stay as they are.
 */
export function scratchStore(real: Store, scratch: Store, notes: Notes): Store {
  const bring = bringer(notes)
  const bringRouting = (connection: ConnectionId): Promise<void> =>
    bring('routing', [connection], async () => scratch.routing.save(connection, await real.routing.peek(connection)))
  const undecided: Store['reviews']['ofContacts'] = async (connection, ids) => {
    const found = await real.reviews.ofContacts(connection, ids)
    return new Map([...found].map(([id, of]) => [id, of.filter((review) => !notes.has(`review ${review.id}`))]))
  }
  return {
    ...scratch,
    transaction: async (work) => {
      const own = notes.child()
      const done = await scratch.transaction((tx) => work(scratchStore(real, tx, own)))
      own.commit()
      return done
    },
    links: links(real, scratch, notes, bring),
    // What a batch left behind counts, and is told by the live run that finds it.
    writeIntents: {
      ...scratch.writeIntents,
      ofSubjects: (connection, subjects) => real.writeIntents.ofSubjects(connection, subjects),
    },
    inbox: {
      ...scratch.inbox,
      add: async (connection, stream, ids, cause, at, lane) => {
        if (!notes.muted()) await scratch.inbox.add(connection, stream, ids, cause, at, lane)
      },
      retry: async (connection, rows, notBefore, error) => {
        for (const _ of rows) notes.putOff(codeOf(error))
        await scratch.inbox.retry(connection, rows, notBefore, error)
      },
      giveBack: async (connection, rows, notBefore, reason) => {
        for (const _ of rows) notes.putOff(codeOf(reason))
        await scratch.inbox.giveBack(connection, rows, notBefore, reason)
      },
    },
    parked: {
      ...scratch.parked,
      park: async (connection, items) => {
        notes.park(items)
        await scratch.parked.park(connection, items)
      },
    },
    journal: {
      ...scratch.journal,
      append: async (_connection, rows) => notes.journal(rows),
      recentChanges: (connection, ids, since) => real.journal.recentChanges(connection, ids, since),
    },
    counters: {
      ...scratch.counters,
      add: async (_connection, counts) => notes.useDefaults(counts['defaults-used'] ?? 0),
    },
    handoffs: scratchHandoffs(real, scratch, notes, bring),
    clocks: scratchClocks(real, scratch, bring),
    // What the ladder and the alerts would do is nothing the sync does: nobody is told, nothing is done.
    actions: {
      ...scratch.actions,
      add: async () => undefined,
      byClocks: (...asked) => real.actions.byClocks(...asked),
    },
    alerts: {
      ...scratch.alerts,
      add: async () => undefined,
      sentSince: (...asked) => real.alerts.sentSince(...asked),
      byHandoffs: (...asked) => real.alerts.byHandoffs(...asked),
      newest: (...asked) => real.alerts.newest(...asked),
      lastOf: (...asked) => real.alerts.lastOf(...asked),
    },
    activities: {
      ...scratch.activities,
      byIds: async (connection, ids) => {
        await bring('activity', ids, async (missing) => {
          await scratch.activities.save(connection, [...(await real.activities.byIds(connection, missing)).values()])
        })
        return scratch.activities.byIds(connection, ids)
      },
      byLinks: async (connection, ids) => {
        await bring('activities', ids, async (missing) => {
          await scratch.activities.save(connection, await real.activities.byLinks(connection, missing))
        })
        return scratch.activities.byLinks(connection, ids)
      },
    },
    opportunities: {
      ...scratch.opportunities,
      byIds: async (connection, ids) => {
        await bring('opportunity', ids, async (missing) => {
          const found = await real.opportunities.byIds(connection, missing)
          await scratch.opportunities.save(connection, [...found.values()])
        })
        return scratch.opportunities.byIds(connection, ids)
      },
      byPeople: async (connection, people) => {
        await bring('opportunities', people, async (missing) => {
          const found = [...(await real.opportunities.byPeople(connection, missing)).values()].flat()
          const fresh = found.filter(({ id }) => !notes.has(`opportunity ${id}`))
          await scratch.opportunities.save(connection, fresh)
          for (const { id } of fresh) notes.add(`opportunity ${id}`)
        })
        return scratch.opportunities.byPeople(connection, people)
      },
      needingCredit: async () => [],
    },
    touches: {
      ...scratch.touches,
      byLinks: async (connection, ids) => {
        await bring('touches', ids, async (missing) => {
          const found = [...(await real.touches.byLinks(connection, missing)).values()].flat()
          for (const [origin, touches] of Map.groupBy(found, (touch) => touch.origin))
            await scratch.touches.replace(connection, origin, missing, touches)
        })
        return scratch.touches.byLinks(connection, ids)
      },
    },
    reviews: {
      ...scratch.reviews,
      add: async (_connection, found) => notes.suggest(found.length),
      ofContacts: undecided,
      // Nobody waits for a rehearsal.
      hold: undecided,
      applied: async (_connection, ids) => {
        for (const id of ids) notes.add(`review ${id}`)
      },
      decide: async (_connection, ids) => {
        for (const id of ids) notes.add(`review ${id}`)
      },
    },
    touchSources: {
      ...scratch.touchSources,
      readings: (...asked) => real.touchSources.readings(...asked),
    },
    credits: {
      ...scratch.credits,
      byPeople: (...asked) => real.credits.byPeople(...asked),
      byOpportunities: (...asked) => real.credits.byOpportunities(...asked),
    },
    campaigns: { ...scratch.campaigns, list: (connection) => real.campaigns.list(connection) },
    listMembers: {
      ...scratch.listMembers,
      marks: async (connection, ids) =>
        new Map([
          ...(await real.listMembers.marks(connection, ids)),
          ...(await scratch.listMembers.marks(connection, ids)),
        ]),
      replace: async (connection, listId, ids, read) => {
        const changed = await scratch.listMembers.replace(connection, listId, ids, read)
        notes.add(`list ${listId}`)
        return changed
      },
      ofRecords: async (connection, ids) => {
        const [before, now] = [
          await real.listMembers.ofRecords(connection, ids),
          await scratch.listMembers.ofRecords(connection, ids),
        ]
        const of = (id: string): ReadonlySet<string> => {
          const kept = [...(before.get(id) ?? [])].filter((list) => !notes.has(`list ${list}`))
          return new Set([...kept, ...(now.get(id) ?? [])])
        }
        return new Map(ids.map((id) => [id, of(id)] as const).filter(([, lists]) => lists.size > 0))
      },
    },
    matchKeys: {
      ...scratch.matchKeys,
      find: async (connection, kind, side, keys) => {
        const found = new Map(await real.matchKeys.find(connection, kind, side, keys))
        for (const [key, ids] of await scratch.matchKeys.find(connection, kind, side, keys))
          found.set(key, [...new Set([...(found.get(key) ?? []), ...ids])])
        return found
      },
    },
    routing: {
      ...scratch.routing,
      hold: async (connection) => {
        await bringRouting(connection)
        return scratch.routing.hold(connection)
      },
      peek: async (connection) => {
        await bringRouting(connection)
        return scratch.routing.peek(connection)
      },
    },
  }
}

/** `ALREADY_LINKED: the record in …` */
const codeOf = (error: string): string => /^[A-Z_]+(?=:)/.exec(error)?.[0] ?? 'WAITS'

function links(real: Store, scratch: Store, notes: Notes, bring: Bring): LinkStore {
  const keep = async (connection: ConnectionId, found: Iterable<Link>): Promise<void> => {
    const fresh = [...found].filter(({ id }) => !notes.has(`link ${id}`))
    for (const { id } of fresh) notes.add(`link ${id}`)
    await scratch.links.save(connection, fresh)
  }
  const bySide = (side: Side) => {
    const method = side === 'hubspot' ? 'byHubspotIds' : 'bySalesforceIds'
    const field = side === 'hubspot' ? 'hubspotId' : 'salesforceId'
    return async (connection: ConnectionId, kind: LinkKind, ids: readonly string[]) => {
      await bring(`${kind} ${side}`, ids, async (missing) => {
        const found = await real.links[method](connection, kind, missing)
        await keep(connection, found.values())
        const aliases = [...found].flatMap(([recordId, link]) =>
          link[field] === recordId ? [] : [{ side, recordId, linkId: link.id, kind }],
        )
        await scratch.links.addAliases(connection, aliases)
      })
      return scratch.links[method](connection, kind, ids)
    }
  }
  return {
    ...scratch.links,
    byHubspotIds: bySide('hubspot'),
    bySalesforceIds: bySide('salesforce'),
    byIds: async (connection, ids) => {
      const missing: readonly LinkId[] = ids.filter((id) => !notes.has(`link ${id}`))
      if (missing.length > 0) await keep(connection, (await real.links.byIds(connection, missing)).values())
      return scratch.links.byIds(connection, ids)
    },
    intend: async (connection, wanted) => {
      const stored = await scratch.links.intend(connection, wanted)
      for (const { id, adopted } of wanted) {
        notes.add(`link ${id}`)
        notes.intend(id, adopted ? 'adopted' : 'handed-over')
      }
      return stored
    },
  }
}
