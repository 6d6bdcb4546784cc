import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { ClockStore } from '#ports/store/clocks.ts'
import type { HandoffStore } from '#ports/store/handoffs.ts'
import type { Store } from '#ports/store.ts'
import type { Bring } from './bring.ts'
import type { Notes } from './notes.ts'

const isOpen = ({ state }: Handoff): boolean => state === 'open' || state === 'accepted'

type Ask<Id, Answer> = (connection: ConnectionId, ids: readonly Id[]) => Promise<Answer>

/** A look at the scratch store, once what it asks for was copied there. */
const brought =
  <Id, Answer>(copy: Ask<Id, void>, look: Ask<Id, Answer>): Ask<Id, Answer> =>
  async (connection, ids) => {
    await copy(connection, ids)
    return look(connection, ids)
  }

/** Handoffs as they would be: those of the real store, changed and joined by what the preview decides. */
export function scratchHandoffs(real: Store, scratch: Store, notes: Notes, bring: Bring): HandoffStore {
  const bringLinks = (connection: ConnectionId, links: readonly LinkId[]): Promise<void> =>
    bring('handoffs', links, async (missing) => {
      const found = await real.handoffs.historyByLinks(connection, missing)
      await scratch.handoffs.insert(connection, [...found.values()].flat())
    })
  const bringIds = (connection: ConnectionId, ids: readonly string[]): Promise<void> =>
    bring('handoff', ids, async (missing) => {
      const found = await real.handoffs.byIds(connection, missing)
      await scratch.handoffs.insert(connection, [...found.values()])
    })
  return {
    insert: async (connection, handoffs) => {
      await bringLinks(
        connection,
        handoffs.map(({ linkId }) => linkId),
      )
      const inserted = await scratch.handoffs.insert(connection, handoffs)
      for (const handoff of handoffs) if (inserted.has(handoff.id) && isOpen(handoff)) notes.load(handoff.ownerId, 1)
      return inserted
    },
    update: async (connection, changes) => {
      const ids = [...new Set(changes.map(({ id }) => id))]
      await bringIds(connection, ids)
      const before = await scratch.handoffs.byIds(connection, ids)
      await scratch.handoffs.update(connection, changes)
      const after = await scratch.handoffs.byIds(connection, ids)
      for (const handoff of before.values()) if (isOpen(handoff)) notes.load(handoff.ownerId, -1)
      for (const handoff of after.values()) if (isOpen(handoff)) notes.load(handoff.ownerId, 1)
    },
    addSpells: async (connection, spells) => {
      await bringIds(
        connection,
        spells.map(({ handoffId }) => handoffId),
      )
      await scratch.handoffs.addSpells(connection, spells)
    },
    latestByLinks: brought(bringLinks, (connection, links) => scratch.handoffs.latestByLinks(connection, links)),
    historyByLinks: brought(bringLinks, (connection, links) => scratch.handoffs.historyByLinks(connection, links)),
    byIds: brought(bringIds, (connection, ids) => scratch.handoffs.byIds(connection, ids)),
    hold: brought(bringLinks, (connection, links) => scratch.handoffs.hold(connection, links)),
    // Spells of the real store are never copied: the scratch one holds those that would be added.
    spells: async (connection, ids) => {
      const before = await real.handoffs.spells(connection, ids)
      const added = await scratch.handoffs.spells(connection, ids)
      return new Map(
        ids
          .map((id) => [id, inOrder([...(before.get(id) ?? []), ...(added.get(id) ?? [])])] as const)
          .filter(([, spells]) => spells.length > 0),
      )
    },
    latestByDomains: async (connection, domains, since) => {
      const found = [...(await real.handoffs.latestByDomains(connection, domains, since)).values()]
      await bringIds(
        connection,
        found.map(({ id }) => id),
      )
      return scratch.handoffs.latestByDomains(connection, domains, since)
    },
    openByOwner: async (connection) => sumOf(await real.handoffs.openByOwner(connection), notes.loads()),
    receivedByOwner: async (connection, since) =>
      sumOf(
        await real.handoffs.receivedByOwner(connection, since),
        await scratch.handoffs.receivedByOwner(connection, since),
      ),
    move: async (connection, moves) => {
      await bringIds(
        connection,
        moves.map(({ id }) => id),
      )
      await scratch.handoffs.move(connection, moves)
    },
    // A preview looks at records; nobody sweeps in it.
    open: async () => [],
    waiting: async () => [],
    returning: async () => [],
    staying: async () => [],
    countStaying: async () => 0,
  }
}

/** Clocks as they would be. */
export function scratchClocks(real: Store, scratch: Store, bring: Bring): ClockStore {
  const bringLinks = (connection: ConnectionId, links: readonly LinkId[]): Promise<void> =>
    bring('clocks', links, async (missing) =>
      scratch.clocks.insert(connection, await real.clocks.byLinks(connection, missing)),
    )
  const bringIds = (connection: ConnectionId, ids: readonly string[]): Promise<void> =>
    bring('clock', ids, async (missing) =>
      scratch.clocks.insert(connection, await real.clocks.byIds(connection, missing)),
    )
  return {
    ...scratch.clocks,
    insert: async (connection, clocks) => {
      await bringLinks(
        connection,
        clocks.map(({ linkId }) => linkId),
      )
      await scratch.clocks.insert(connection, clocks)
    },
    byLinks: brought(bringLinks, (connection, links) => scratch.clocks.byLinks(connection, links)),
    byIds: brought(bringIds, (connection, ids) => scratch.clocks.byIds(connection, ids)),
    lock: brought(bringIds, (connection, ids) => scratch.clocks.lock(connection, ids)),
    // Steps of the real store are never copied either.
    steps: async (connection, ids) => {
      const before = await real.clocks.steps(connection, ids)
      const added = await scratch.clocks.steps(connection, ids)
      return new Map([
        ...before,
        ...[...added].map(([id, steps]) => [id, [...(before.get(id) ?? []), ...steps]] as const),
      ])
    },
  }
}

/** One for each instant, the one that is given first; oldest first. */
const inOrder = (spells: readonly OwnerSpell[]): readonly OwnerSpell[] =>
  [...new Map(spells.toReversed().map((spell) => [spell.from, spell])).values()].toSorted((a, b) => a.from - b.from)

function sumOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sum = new Map(a)
  for (const [owner, count] of b) sum.set(owner, (sum.get(owner) ?? 0) + count)
  return new Map([...sum].filter(([, count]) => count > 0))
}
