import { foldedEmail } from '#domain/routing/directory.ts'
import { leaveAt } from '#domain/routing/leave.ts'
import type { PoolMember, Rep } from '#domain/routing/types.ts'
import type { Scope } from '../scope.ts'
import { poolsOf } from './read-choices.ts'

/** What a rep has to do, and how much he may have. */
export interface RepDesk {
  readonly rep: Rep
  readonly pools: readonly string[]
  readonly todo: number
  readonly dueSoon: number
  readonly breached: number
  readonly capacity: number | null
  /** Last local date of a leave that goes on now; null: he is there. */
  readonly awayUntil: string | null
}

/** Everybody who is in a pool or owes an answer to somebody, most first. */
export async function readDesks(scope: Scope): Promise<readonly RepDesk[]> {
  const now = scope.clock.now()
  const [reps, desks] = await Promise.all([scope.reps(), scope.store.leadBoard.desks(scope.connection.id, now)])
  const byOwner = new Map(desks.map((desk) => [desk.ownerId, desk]))
  const members = scope.config.routing.pools.flatMap((pool) => pool.members)
  const memberOf = new Map(members.map((member) => [foldedEmail(member.email), member]))
  const shown = [...reps.byId.values()].filter(
    (rep) => byOwner.has(rep.id) || (rep.active && memberOf.has(foldedEmail(rep.email ?? ''))),
  )
  return shown
    .map((rep): RepDesk => {
      const { todo, dueSoon, breached } = byOwner.get(rep.id) ?? { todo: 0, dueSoon: 0, breached: 0 }
      const member = memberOf.get(foldedEmail(rep.email ?? ''))
      const away = member === undefined ? undefined : leaveAt(member.leave, now, zoneOf(scope, member))
      return {
        rep,
        pools: poolsOf(scope, rep),
        todo,
        dueSoon,
        breached,
        capacity: member?.capacity.open ?? null,
        awayUntil: away?.to ?? null,
      }
    })
    .toSorted((a, b) => b.breached - a.breached || b.todo - a.todo || (a.rep.name < b.rep.name ? -1 : 1))
}

const zoneOf = ({ config, connection }: Scope, { hours }: PoolMember): string =>
  (hours === null ? undefined : config.calendars[hours]?.timeZone) ?? connection.orgTimeZone
